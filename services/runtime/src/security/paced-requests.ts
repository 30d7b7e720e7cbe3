import type { Clock, Timer } from '@weir/core';
import type { Caller } from './caller.ts';

/** What takes the requests of a stream. */
export interface PacedRequestsOptions<Request> {
  readonly clock: Clock;
  readonly caller: Caller;
  readonly take: (request: Request) => void;
  /** A pause has begun or ended: while there is one the stream should not be read. */
  readonly onPaced: () => void;
}

/**
 * Hands on the requests of a stream, in order, as fast as the caller's quota of requests allows: on a stream
 * they wait, where a call of its own would be refused.
 *
 * Invariants:
 *   - A request is counted once, when it is handed on.
 * Tests: `paced-requests.test.ts`.
 */
export class PacedRequests<Request> {
  readonly #options: PacedRequestsOptions<Request>;
  /** What came before the stream had stopped. */
  readonly #arrived: Request[] = [];
  #timer: Timer | undefined;

  constructor(options: PacedRequestsOptions<Request>) {
    this.#options = options;
  }

  /** Whether some wait. */
  get isPaused(): boolean {
    return this.#timer !== undefined;
  }

  /** Takes a request, now or later. */
  add(request: Request): void {
    this.#arrived.push(request);
    if (!this.isPaused) this.#handOn();
  }

  /** Hands nothing on any more. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#arrived.length = 0;
  }

  #handOn(): void {
    const { caller, clock, take, onPaced } = this.#options;
    for (let [next] = this.#arrived; next !== undefined; [next] = this.#arrived) {
      const waitMs = caller.isInternal ? 0 : caller.charge({ requests: 1 });
      if (waitMs > 0) {
        this.#timer = clock.setTimer(waitMs, () => {
          this.#timer = undefined;
          this.#handOn();
          if (!this.isPaused) onPaced();
        });
        onPaced();
        return;
      }
      this.#arrived.shift();
      take(next);
    }
  }
}
