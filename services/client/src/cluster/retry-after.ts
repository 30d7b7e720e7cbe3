import type { WeirError } from '@weir/core';

/** Longest wait that a server is obeyed for, in milliseconds; afterwards it may ask for another. */
const maxRetryAfterMs = 60_000;

/** How long the server wants to be left alone before the next attempt, in milliseconds; 0 if it does not say. */
export function retryAfterMs({ metadata }: WeirError): number {
  const asked = Number(metadata['retry_after_ms'] ?? 0);
  return Number.isFinite(asked) ? Math.min(maxRetryAfterMs, Math.max(0, asked)) : 0;
}
