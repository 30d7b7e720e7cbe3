import { type Clock, type Timer, toWeirError, type WeirError } from '@weir/core';
import type { Caller } from '@weir/runtime';

/** Somebody whose rights are looked at again and again. */
export interface WatchedAccess {
  readonly caller: Caller;
  /** Differs when rights, or what they are about, have changed. */
  readonly version: () => string;
  /** That has changed: throws when it may not go on. */
  readonly check: () => void;
  /** It may not go on. */
  readonly onDenied: (error: WeirError) => void;
}

/** How often credentials are looked at. */
const intervalMs = 1_000;

/**
 * Looks once a second at what those may do whose streams are open: one timer for all of them.
 *
 * Invariants:
 *   - Rights are asked for again only when their version has changed.
 *   - There is a timer while somebody is watched, and none else.
 * Tests: `access-watch.test.ts`.
 */
export class AccessWatch {
  readonly #clock: Clock;
  readonly #versions = new Map<WatchedAccess, string>();
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Watches somebody until the returned function is called; checks at once, and throws what `check` does. */
  add(access: WatchedAccess): () => void {
    access.check();
    this.#versions.set(access, access.version());
    this.#schedule();
    return () => {
      this.#versions.delete(access);
      if (this.#versions.size > 0) return;
      this.#timer?.cancel();
      this.#timer = undefined;
    };
  }

  #schedule(): void {
    this.#timer ??= this.#clock.setTimer(intervalMs, () => {
      this.#timer = undefined;
      for (const [access, version] of this.#versions) this.#look(access, version);
      if (this.#versions.size > 0) this.#schedule();
    });
  }

  #look(access: WatchedAccess, knownVersion: string): void {
    try {
      access.caller.checkCredentials();
      const version = access.version();
      if (version === knownVersion) return;
      this.#versions.set(access, version);
      access.check();
    } catch (error) {
      this.#versions.delete(access);
      access.onDenied(toWeirError(error));
    }
  }
}
