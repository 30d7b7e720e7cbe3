import { type Caller, overQuota, pauseFor, type Usage } from '@weir/runtime';

/** Which bytes are counted. */
export type ByteKind = 'produce' | 'fetch';

/**
 * A caller's quota of produced or fetched bytes. It costs services of the cluster, which have none, one
 * look at a boolean.
 */
export class ByteQuota {
  readonly #caller: Caller;
  readonly #kind: ByteKind;

  constructor(caller: Caller, kind: ByteKind) {
    this.#caller = caller;
    this.#kind = kind;
  }

  /** Counts bytes, and requests that nobody else counts; how many milliseconds the caller should pause. */
  charge(bytes: number, requests = 0): number {
    if (this.#caller.isInternal) return 0;
    return pauseFor(this.#caller, this.#usage(bytes, requests > 0 ? requests : undefined));
  }

  /**
   * How many milliseconds a stream of the caller should still rest, whichever of its streams and calls
   * has used too much.
   */
  restMs(): number {
    return this.#caller.isInternal ? 0 : pauseFor(this.#caller, this.#usage(0, 0));
  }

  /**
   * Refuses a caller that is back before its pause is over: `THROTTLING_QUOTA_EXCEEDED`, with the rest of
   * the pause as `retry_after_ms`.
   */
  requireRested(): void {
    if (this.#caller.isInternal) return;
    const pauseMs = pauseFor(this.#caller, this.#usage(0));
    if (pauseMs === 0) return;
    const kind = this.#kind === 'produce' ? 'producedBytes' : 'fetchedBytes';
    throw overQuota(this.#caller, kind, pauseMs);
  }

  #usage(bytes: number, requests?: number): Usage {
    return this.#kind === 'produce'
      ? { producedBytes: bytes, ...(requests === undefined ? undefined : { requests }) }
      : { fetchedBytes: bytes };
  }
}
