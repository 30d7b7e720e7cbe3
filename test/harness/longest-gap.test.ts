import { expect, it } from 'vitest';
import { longestGapMs } from './longest-gap.ts';

it('measures from the last instant before the window to the end of the window', () => {
  const instantsMs = [0, 10, 50, 60, 200];
  expect(longestGapMs(instantsMs, 20, 65)).toBe(40);
  expect(longestGapMs(instantsMs, 20, 130)).toBe(70);
  expect(longestGapMs(instantsMs, 20, 300)).toBe(140);
  expect(longestGapMs([], 20, 300)).toBe(280);
});
