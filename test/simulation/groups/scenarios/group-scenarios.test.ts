import { describe, expect, it } from 'vitest';
import { groupScenarios, playGroups } from './group-scenarios.ts';

describe('a scenario of groups breaks no rule on sound code', () => {
  it.each(groupScenarios)('$name', async (scenario) => {
    expect(await playGroups(scenario)).toBeUndefined();
  });
});
