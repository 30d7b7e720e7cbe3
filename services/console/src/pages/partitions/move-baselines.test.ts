import { expect, it } from 'vitest';
import { MoveBaselines } from './move-baselines.ts';

it('measures a move by the most that was seen left of it', () => {
  const baselines = new MoveBaselines();
  expect(baselines.doneShare('a', 100)).toBe(0);
  expect(baselines.doneShare('a', 25)).toBe(0.75);
  expect(baselines.doneShare('a', 200)).toBe(0);
  expect(baselines.doneShare('b', 0)).toBe(1);
});
