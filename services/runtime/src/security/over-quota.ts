import { WeirError } from '@weir/core';
import type { Caller, Usage } from './caller.ts';

const names = {
  producedBytes: 'produced bytes',
  fetchedBytes: 'fetched bytes',
  requests: 'requests',
} as const satisfies Record<keyof Usage, string>;

/** `THROTTLING_QUOTA_EXCEEDED`, with the caller's pause in whole milliseconds as `retry_after_ms`. */
export function overQuota(caller: Caller, kind: keyof Usage, pauseMs: number): WeirError {
  const wholeMs = Math.ceil(pauseMs);
  return new WeirError(
    'THROTTLING_QUOTA_EXCEEDED',
    `${caller.principal} is over its quota of ${names[kind]}: try again in ${wholeMs} ms`,
    { metadata: { retry_after_ms: String(wholeMs) } },
  );
}
