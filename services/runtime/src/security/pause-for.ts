import type { Caller, Usage } from './caller.ts';

/** Longest pause for one request or message; who is further over its quota pauses again. */
const maxPauseMs = 30_000;

/** Counts what a caller sends or gets; for how many milliseconds it should pause, 0 to 30,000. */
export function pauseFor(caller: Caller, usage: Usage): number {
  const pauseMs = caller.charge(usage);
  // What is left of a pause by rounding is none.
  return pauseMs < 1 ? 0 : Math.ceil(Math.min(maxPauseMs, pauseMs));
}

/**
 * How many milliseconds a stream of the caller should still rest, 0 to 30,000, whichever of its streams and
 * calls has used too much.
 */
export function restMs(caller: Caller, kind: 'producedBytes' | 'fetchedBytes'): number {
  const requests = kind === 'producedBytes' ? { requests: 0 } : undefined;
  return pauseFor(caller, { [kind]: 0, ...requests });
}
