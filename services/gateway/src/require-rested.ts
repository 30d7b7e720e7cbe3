import { type Caller, overQuota, pauseFor } from '@weir/runtime';

/**
 * Refuses a caller that is back before its pause is over: `THROTTLING_QUOTA_EXCEEDED`, with the rest of the
 * pause as `retry_after_ms`.
 */
export function requireRested(caller: Caller, kind: 'producedBytes' | 'fetchedBytes'): void {
  const pauseMs = pauseFor(caller, { [kind]: 0 });
  if (pauseMs > 0) throw overQuota(caller, kind, pauseMs);
}
