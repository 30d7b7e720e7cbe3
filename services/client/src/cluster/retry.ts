import { type Clock, isRetriable, type Random, sleep, toWeirError, WeirError } from '@weir/core';
import { createBackoff } from '@weir/runtime';
import { retryAfterMs } from './retry-after.ts';

/** How long to try, and what ends it early. */
export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** For all attempts together, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Longest wait of its own between two attempts, in milliseconds; 1,000 by default. */
  readonly maxBackoffMs?: number;
  /** Told of each failure that is followed by another attempt. */
  readonly onRetry?: (error: WeirError) => void;
  /** Whether to try again; by the error table when not given. */
  readonly isRetriable?: (error: WeirError) => boolean;
}

/**
 * Calls `attempt` until it succeeds, fails for good by the error table, or the time is up.
 *
 * `attempt` is told how much time is left. Rejects with the last attempt's error. Between attempts it
 * waits at least as long as the error says (`retry_after_ms`).
 */
export async function retry<Result>(
  options: RetryOptions,
  attempt: (remainingMs: number) => Promise<Result>,
): Promise<Result> {
  const { clock, random, timeoutMs, signal, maxBackoffMs = 1_000 } = options;
  const mayRetry = options.isRetriable ?? isRetriable;
  const backoff = createBackoff({ minMs: 20, maxMs: maxBackoffMs, random });
  const deadlineMs = clock.monotonicMs() + timeoutMs;
  for (;;) {
    try {
      return await attempt(Math.max(1, deadlineMs - clock.monotonicMs()));
    } catch (thrown) {
      const error = toWeirError(thrown);
      const waitMs = Math.max(backoff.next(), retryAfterMs(error));
      const isLate = clock.monotonicMs() + waitMs >= deadlineMs;
      if (isLate || !mayRetry(error) || signal?.aborted === true) throw error;
      options.onRetry?.(error);
      await pause(clock, waitMs, signal);
    }
  }
}

async function pause(clock: Clock, waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(clock, waitMs, signal);
  } catch (cause) {
    throw new WeirError('CANCELLED', 'Cancelled', { cause });
  }
}
