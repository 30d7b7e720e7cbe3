import type { PartitionReader } from './partition-reader.ts';

/**
 * The readers of a consumer, and which of them have something to give, in turn.
 *
 * Invariants:
 *   - A reader stands in line at most once, so that no partition starves another.
 * Tests: `reader-set.test.ts`.
 */
export class ReaderSet {
  readonly #readers = new Map<string, PartitionReader>();
  readonly #ready = new Set<PartitionReader>();

  get size(): number {
    return this.#readers.size;
  }

  get(topic: string, partition: number): PartitionReader | undefined {
    return this.#readers.get(keyOf(topic, partition));
  }

  all(): PartitionReader[] {
    return [...this.#readers.values()];
  }

  add(reader: PartitionReader): void {
    this.#readers.set(keyOf(reader.topic, reader.partition), reader);
  }

  remove(reader: PartitionReader): void {
    const key = keyOf(reader.topic, reader.partition);
    if (this.#readers.get(key) === reader) this.#readers.delete(key);
    this.#ready.delete(reader);
  }

  /** Puts a reader at the end of the line if it has something to give. */
  queue(reader: PartitionReader): void {
    if (reader.hasBuffered && !reader.isPaused && !reader.isRevoked) this.#ready.add(reader);
  }

  /** Takes the first reader in line. */
  next(): PartitionReader | undefined {
    for (const reader of this.#ready) {
      this.#ready.delete(reader);
      if (reader.hasBuffered && !reader.isPaused && !reader.isRevoked) return reader;
    }
    return undefined;
  }
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
