import { WeirError } from '@weir/core';
import type { Caller } from '@weir/runtime';

/** Which bytes are counted. */
export type ThrottleKind = 'produce' | 'fetch';

/** Told of each pause. */
export interface ThrottleObserver {
  /** A caller was told, or made, to pause. */
  throttled(kind: ThrottleKind, pauseMs: number): void;
}

/** Longest pause for one request or message; who is further over its quota pauses again. */
const maxPauseMs = 30_000;

/**
 * A caller's quota of produced or fetched bytes. It costs services of the cluster, which have none, one
 * look at a boolean.
 */
export class ByteQuota {
  readonly #caller: Caller;
  readonly #kind: ThrottleKind;
  readonly #observer: ThrottleObserver;

  constructor(caller: Caller, kind: ThrottleKind, observer: ThrottleObserver) {
    this.#caller = caller;
    this.#kind = kind;
    this.#observer = observer;
  }

  /** Counts bytes, and requests that nobody else counts; how many milliseconds the caller should pause. */
  charge(bytes: number, requests = 0): number {
    if (this.#caller.isInternal) return 0;
    const pauseMs = this.#pauseAfter(bytes, requests);
    if (pauseMs > 0) this.#observer.throttled(this.#kind, pauseMs);
    return pauseMs;
  }

  /**
   * Refuses a caller that is back before its pause is over: `THROTTLING_QUOTA_EXCEEDED`, with the rest of
   * the pause as `retry_after_ms`.
   */
  requireRested(): void {
    if (this.#caller.isInternal) return;
    const pauseMs = this.#pauseAfter(0, 0);
    if (pauseMs === 0) return;
    this.#observer.throttled(this.#kind, pauseMs);
    throw new WeirError(
      'THROTTLING_QUOTA_EXCEEDED',
      `${this.#caller.principal} is over its ${this.#kind} quota: try again in ${pauseMs} ms`,
      { metadata: { retry_after_ms: String(pauseMs) } },
    );
  }

  #pauseAfter(bytes: number, requests: number): number {
    const pauseMs = this.#caller.charge(
      this.#kind === 'produce'
        ? { producedBytes: bytes, ...(requests > 0 ? { requests } : undefined) }
        : { fetchedBytes: bytes },
    );
    // What is left of a pause by rounding is none.
    return pauseMs < 1 ? 0 : Math.ceil(Math.min(maxPauseMs, pauseMs));
  }
}
