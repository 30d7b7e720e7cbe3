import { type Clock, type Timer, toWeirError, type WeirError } from '@weir/core';
import type { Caller } from './caller.ts';

/** A stream that is open. */
interface Watched {
  readonly caller: Caller;
  readonly onVoid: (error: WeirError) => void;
  /** Why it may not go on: it has until the next look to end by itself. */
  error: WeirError | undefined;
}

const intervalMs = 1_500;

/**
 * Ends streams whose caller's credentials are not valid any more, also those on which nothing happens: one
 * timer for all of them.
 *
 * A handler may notice earlier, and end its stream in a better way: only at the second look is it ended here.
 *
 * Invariants:
 *   - A stream is ended once, within 3 s after its credentials are void.
 *   - There is a timer while some stream is watched, and none else.
 * Tests: `credentials-watch.test.ts`.
 */
export class CredentialsWatch {
  readonly #clock: Clock;
  readonly #streams = new Set<Watched>();
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Watches a stream until the returned function is called. Services of the cluster are not watched. */
  add(caller: Caller, onVoid: (error: WeirError) => void): () => void {
    if (caller.isInternal) return () => undefined;
    const watched: Watched = { caller, onVoid, error: undefined };
    this.#streams.add(watched);
    this.#schedule();
    return () => {
      this.#streams.delete(watched);
      if (this.#streams.size > 0) return;
      this.#timer?.cancel();
      this.#timer = undefined;
    };
  }

  #schedule(): void {
    this.#timer ??= this.#clock.setTimer(intervalMs, () => {
      this.#timer = undefined;
      for (const watched of [...this.#streams]) this.#look(watched);
      if (this.#streams.size > 0) this.#schedule();
    });
  }

  #look(watched: Watched): void {
    if (watched.error !== undefined) {
      this.#streams.delete(watched);
      watched.onVoid(watched.error);
      return;
    }
    try {
      watched.caller.checkCredentials();
    } catch (error) {
      watched.error = toWeirError(error);
    }
  }
}
