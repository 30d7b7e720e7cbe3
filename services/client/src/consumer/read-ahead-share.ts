import type { PartitionReader } from './partition-reader.ts';

/**
 * How much may be read ahead of one partition while several are handled at once, so that one that is
 * slow does not fill the window that all share.
 *
 * Pure state. Handled one after the other, partitions are emptied in turn, and no limit is needed.
 *
 * Invariants:
 *   - All but one of the partitions that are handled at once may be stuck, and half of the window is
 *     free but for one batch of each and what is in hand.
 *   - A partition with nothing buffered is not full.
 * Tests: `read-ahead-share.test.ts`.
 */
export class ReadAheadShare {
  #ways = 1;
  /** Those that are not read until they hold half of this, in bytes. */
  readonly #full = new Map<PartitionReader, number>();

  /** From now on so many partitions are handled at once; forgets which are full. */
  divide(ways: number): void {
    this.#ways = ways;
    this.#full.clear();
  }

  isFull(reader: PartitionReader): boolean {
    return this.#full.has(reader);
  }

  /** Those that are full. */
  full(): Iterable<PartitionReader> {
    return this.#full.keys();
  }

  /** Something was received; returns whether the reader has become full. */
  noteReceived(reader: PartitionReader, windowBytes: number, readerCount: number): boolean {
    const ways = Math.min(this.#ways, readerCount);
    if (ways <= 1) return false;
    const limitBytes = windowBytes / (2 * ways);
    if (reader.bufferedBytes <= limitBytes) return false;
    this.#full.set(reader, limitBytes);
    return true;
  }

  /** Something was taken; returns whether the reader is to be read again. */
  noteTaken(reader: PartitionReader): boolean {
    const limitBytes = this.#full.get(reader);
    if (limitBytes === undefined || reader.bufferedBytes * 2 > limitBytes) return false;
    return this.#full.delete(reader);
  }

  /** The reader starts anew, or is gone. */
  forget(reader: PartitionReader): void {
    this.#full.delete(reader);
  }
}
