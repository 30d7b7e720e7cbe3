/** A timer that has been set. */
export interface Timer {
  /** Prevents the callback if it has not run; harmless afterwards. */
  cancel(): void;
}

/** Where time comes from. `runtime` has the system's; tests use `ManualClock`. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970: for timestamps. It may jump either way. */
  nowMs(): number;
  /** Milliseconds since some fixed moment, never going back: for deadlines and leases. */
  monotonicMs(): number;
  /** Runs `callback` once, no sooner than `delayMs` from now, never within this call. */
  setTimer(delayMs: number, callback: () => void): Timer;
}

/** Resolves after `delayMs`; rejects with the signal's reason when it aborts first. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(toError(signal.reason));
      return;
    }
    const onAbort = (): void => {
      timer.cancel();
      reject(toError(signal?.reason));
    };
    const timer = clock.setTimer(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Aborted', { cause: reason });
}
