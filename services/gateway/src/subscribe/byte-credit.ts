import { WeirError } from '@weir/core';

/** Most bytes that a subscriber may have granted and not got. */
const maxCreditBytes = 1024 * 1024 * 1024;

/**
 * What a subscriber has granted and not got yet, in bytes.
 *
 * Pure state.
 *
 * Invariants:
 *   - Something is taken only while the balance is above 0, so one message may exceed it.
 * Tests: `byte-credit.test.ts`.
 */
export class ByteCredit {
  #balance = 0;

  /** Whether a message may be sent. */
  get isOpen(): boolean {
    return this.#balance > 0;
  }

  /** Adds a grant; `INVALID_REQUEST` for a negative one, and when the balance would exceed 1 GiB. */
  grant(bytes: number): void {
    if (bytes < 0) {
      throw new WeirError('INVALID_REQUEST', `credit_bytes ${bytes} is negative`);
    }
    const balance = this.#balance + bytes;
    if (balance > maxCreditBytes) {
      throw new WeirError(
        'INVALID_REQUEST',
        `credit_bytes ${bytes} makes the credit ${balance} bytes, at most ${maxCreditBytes} are allowed: grant ` +
          'what has been handled',
      );
    }
    this.#balance = balance;
  }

  /** A message of so many bytes is sent. */
  take(bytes: number): void {
    this.#balance -= bytes;
  }
}
