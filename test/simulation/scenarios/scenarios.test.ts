import { describe, expect, it } from 'vitest';
import { play, scenarios } from './scenarios.ts';

describe('a scenario breaks no rule on sound code', () => {
  it.each(scenarios)('$name', async (scenario) => {
    expect(await play(scenario)).toBeUndefined();
  });
});
