/**
 * The longest time between two of `instantsMs` (ascending) that touches `fromMs` to `toMs`: it may begin
 * before `fromMs`, and counts to `toMs` at most.
 */
export function longestGapMs(instantsMs: readonly number[], fromMs: number, toMs: number): number {
  let previousMs = fromMs;
  let longestMs = 0;
  for (const atMs of instantsMs) {
    if (atMs > toMs) break;
    if (atMs > fromMs) longestMs = Math.max(longestMs, atMs - previousMs);
    previousMs = atMs;
  }
  return Math.max(longestMs, toMs - previousMs);
}
