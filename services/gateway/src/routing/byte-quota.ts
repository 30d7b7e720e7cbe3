import { WeirError } from '@weir/core';
import type { Caller, Usage } from '@weir/runtime';

/** Longest pause for one request or message; who is further over its quota pauses again. */
const maxPauseMs = 30_000;

/** Counts what a caller sends or gets; for how many milliseconds it should pause, 0 to 30,000. */
export function charge(caller: Caller, usage: Usage): number {
  const pauseMs = caller.charge(usage);
  // What is left of a pause by rounding is none.
  return pauseMs < 1 ? 0 : Math.ceil(Math.min(maxPauseMs, pauseMs));
}

/**
 * Refuses a caller that is back before its pause is over: `THROTTLING_QUOTA_EXCEEDED`, with the rest of the
 * pause as `retry_after_ms`.
 */
export function requireRested(caller: Caller, kind: 'producedBytes' | 'fetchedBytes'): void {
  const pauseMs = charge(caller, { [kind]: 0 });
  if (pauseMs === 0) return;
  throw new WeirError(
    'THROTTLING_QUOTA_EXCEEDED',
    `${caller.principal} is over its quota of ${kind}: try again in ${pauseMs} ms`,
    { metadata: { retry_after_ms: String(pauseMs) } },
  );
}
