import { Buffer } from 'node:buffer';

/**
 * The memory of batches that are filled, sent and acknowledged, used again and again.
 *
 * A buffer that is made for each batch lives until its batch is acknowledged, too long for a young
 * garbage collection to free it: V8 then marks the whole heap for every 64 MiB sent.
 *
 * Invariants:
 *   - A buffer belongs to one batch at a time.
 *   - At most `maxIdleBytes` are kept.
 * Tests: `batch-buffers.test.ts`.
 */
export class BatchBuffers {
  readonly #maxIdleBytes: number;
  readonly #idle = new Map<number, Buffer[]>();
  #idleBytes = 0;

  constructor(maxIdleBytes: number) {
    this.#maxIdleBytes = maxIdleBytes;
  }

  /** A buffer of exactly so many bytes, with whatever is in it. */
  take(bytes: number): Buffer {
    const buffer = this.#idle.get(bytes)?.pop();
    if (buffer === undefined) return Buffer.allocUnsafe(bytes);
    this.#idleBytes -= bytes;
    return buffer;
  }

  /** Nobody reads the buffer any more. Small ones are not worth keeping. */
  giveBack(buffer: Buffer): void {
    const bytes = buffer.length;
    if (bytes < minBytes || this.#idleBytes + bytes > this.#maxIdleBytes) return;
    const same = this.#idle.get(bytes);
    if (same === undefined) this.#idle.set(bytes, [buffer]);
    else same.push(buffer);
    this.#idleBytes += bytes;
  }
}

const minBytes = 16 * 1024;
