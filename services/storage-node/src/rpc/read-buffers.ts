import { Buffer } from 'node:buffer';

/**
 * Buffers that reads from disk go into, used again and again: memory outside of the heap that is made
 * for each read costs a garbage collection every few dozen MiB.
 *
 * Invariants:
 *   - A buffer is lent to one read at a time.
 *   - At most `maxIdle` are kept.
 * Tests: `read-buffers.test.ts`.
 */
export class ReadBuffers {
  readonly #bufferBytes: number;
  readonly #maxIdle: number;
  readonly #idle: Buffer[] = [];

  constructor(bufferBytes: number, maxIdle: number) {
    this.#bufferBytes = bufferBytes;
    this.#maxIdle = maxIdle;
  }

  /** A buffer of at least so many bytes, with whatever is in it. */
  take(bytes: number): Buffer {
    if (bytes > this.#bufferBytes) return Buffer.allocUnsafeSlow(bytes);
    return this.#idle.pop() ?? Buffer.allocUnsafeSlow(this.#bufferBytes);
  }

  /** Nothing reads from the buffer any more; one that was made larger is not kept. */
  giveBack(buffer: Buffer): void {
    if (buffer.length !== this.#bufferBytes || this.#idle.length >= this.#maxIdle) return;
    this.#idle.push(buffer);
  }
}
