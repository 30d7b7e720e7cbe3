import { isRetriable, toTopicName, type WeirError } from '@weir/core';
import type { PartitionErrorInput } from '@weir/protos';

const maxTextBytes = 512 * 1024;
const maxMessageLength = 512;
const retryAfterMs = '100';

/**
 * The errors of one answer. The first half MiB of them have a message and facts, the others their code
 * alone, so that 10,000 that failed fit into a message of 4 MiB.
 *
 * Tests: `publish-job.test.ts`.
 */
export class ErrorTexts {
  #leftBytes = maxTextBytes;

  /** A record's error. What may be tried again says after how many milliseconds: `retry_after_ms`. */
  describe(error: WeirError): PartitionErrorInput {
    const { code } = error;
    const message = error.message.slice(0, maxMessageLength).toWellFormed();
    const metadata = isRetriable(error)
      ? { retry_after_ms: retryAfterMs, ...error.metadata }
      : error.metadata;
    let bytes = Buffer.byteLength(message);
    for (const [name, value] of Object.entries(metadata)) {
      bytes += Buffer.byteLength(name) + Buffer.byteLength(value) + entryOverheadBytes;
    }
    if (bytes > this.#leftBytes) return { code };
    this.#leftBytes -= bytes;
    return { code, message, metadata };
  }

  /** The name to repeat in an answer: none where it is no name, which may be of any length. */
  topicOf(topic: string): string {
    try {
      return toTopicName(topic);
    } catch {
      return '';
    }
  }
}

const entryOverheadBytes = 12;
