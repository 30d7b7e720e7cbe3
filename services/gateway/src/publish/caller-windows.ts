import { WeirError } from '@weir/core';

/** Bytes of the unary requests of one connection that have no answer yet. */
const windowBytes = 16 * 1024 * 1024;

/**
 * What each connection has in unary calls, so that one cannot fill what all share.
 *
 * Invariants:
 *   - A connection without a call takes no memory.
 * Tests: `caller-windows.test.ts`.
 */
export class CallerWindows {
  readonly #usedBytes = new Map<string, number>();

  /** Takes bytes for a call; `RESOURCE_EXHAUSTED` beyond the window, unless nothing else is in it. */
  take(peer: string, bytes: number): void {
    const usedBytes = this.#usedBytes.get(peer) ?? 0;
    if (usedBytes > 0 && usedBytes + bytes > windowBytes) {
      throw new WeirError(
        'RESOURCE_EXHAUSTED',
        `${usedBytes} bytes of this connection wait for an answer, at most ${windowBytes} may: ` +
          'wait for answers, or use PublishStream',
        { metadata: { retry_after_ms: '100' } },
      );
    }
    this.#usedBytes.set(peer, usedBytes + bytes);
  }

  /** The call has its answer. */
  release(peer: string, bytes: number): void {
    const leftBytes = (this.#usedBytes.get(peer) ?? 0) - bytes;
    if (leftBytes > 0) this.#usedBytes.set(peer, leftBytes);
    else this.#usedBytes.delete(peer);
  }
}
