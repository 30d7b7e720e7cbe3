import { setTimeout } from 'node:timers/promises';
import { WeirError } from '@weir/client';
import { formatDuration } from '../format/duration-text.ts';
import { output } from '../output.ts';

const pollMs = 500;

/** How long to wait. */
export interface WaitOptions {
  readonly signal: AbortSignal;
  /** For ever by default. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Asks twice a second until there is nothing left to say; notes each new text on standard error.
 * `REQUEST_TIMED_OUT` when something is left after `timeoutMs`: what was begun goes on by itself.
 */
export async function waitUntilDone(
  { signal, timeoutMs = Number.POSITIVE_INFINITY }: WaitOptions,
  whatIsLeft: () => Promise<string | undefined>,
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  let said = '';
  for (;;) {
    const left = await whatIsLeft();
    if (left === undefined) return;
    if (left !== said) output.note(left);
    said = left;
    if (performance.now() + pollMs > deadlineMs) throw timedOut(timeoutMs, left);
    await setTimeout(pollMs, undefined, { signal });
  }
}

function timedOut(timeoutMs: number, left: string): WeirError {
  return new WeirError(
    'REQUEST_TIMED_OUT',
    `Not done after the ${formatDuration(timeoutMs)} of --timeout: ${left}. It goes on by itself`,
  );
}
