import { invariant } from '@weir/core';

/**
 * Byte credits of one fetch stream: how much the leader may still send, how much is held here.
 *
 * Invariants:
 *   - Granted and held bytes together never exceed the window, but for one batch that the server may
 *     send beyond its credit.
 *   - What is released was received.
 * Tests: `credit-account.test.ts`.
 */
export class CreditAccount {
  readonly #windowBytes: number;
  #grantedBytes = 0;
  #heldBytes = 0;

  constructor(windowBytes: number) {
    invariant(windowBytes > 0, 'a window has bytes');
    this.#windowBytes = windowBytes;
  }

  /** Bytes received and not released yet. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** The server has sent bytes, and counts them off its credit. */
  receive(bytes: number): void {
    this.#grantedBytes -= bytes;
    this.#heldBytes += bytes;
  }

  /** Bytes are no longer held. */
  release(bytes: number): void {
    this.#heldBytes -= bytes;
    invariant(this.#heldBytes >= 0, 'what is released was received');
  }

  /** What to grant now: nothing while it is not worth a message. */
  takeGrant(): number {
    const dueBytes = this.#windowBytes - this.#heldBytes - this.#grantedBytes;
    const isWorthIt = dueBytes * 4 >= this.#windowBytes || this.#heldBytes === 0;
    if (dueBytes <= 0 || !isWorthIt) return 0;
    this.#grantedBytes += dueBytes;
    return dueBytes;
  }
}
