import type { PublishJob } from './publish-job.ts';

/** Bytes and requests of one stream that have no answer yet. */
const windowBytes = 8 * 1024 * 1024;
const windowRequests = 10_000;

/**
 * How much of a stream is unanswered.
 *
 * Invariants:
 *   - A stream exceeds its window by one request at most, if it is not read while the window is full.
 */
export class StreamWindow {
  #bytes = 0;
  #requests = 0;

  get isFull(): boolean {
    return this.#bytes >= windowBytes || this.#requests >= windowRequests;
  }

  take({ sizeBytes }: PublishJob): void {
    this.#bytes += sizeBytes;
    this.#requests += 1;
  }

  release({ sizeBytes }: PublishJob): void {
    this.#bytes -= sizeBytes;
    this.#requests -= 1;
  }
}
