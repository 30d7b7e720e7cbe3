import type { Buffer } from 'node:buffer';

import type { Offset } from '@weir/core';

import { type KeyRange, partitionOffsetKey, prefixRange } from '../database/keys.ts';
import type { NodeDatabase } from '../database/node-database.ts';
import type { DatabaseOperation } from '../database/write-queue.ts';
import { decodeIndexBlock, encodeIndexBlock, type IndexEntry } from './index-block.ts';

/** Entries that are saved together under one key. */
export const indexBlockEntries = 128;

/**
 * The sparse index of one segment, by offset and by time: an entry for a batch every
 * `index.interval.bytes`. New entries stay in memory and are saved to the database in blocks, off the
 * path of appends. Position 0 is implied.
 *
 * Each entry has the largest timestamp in front of it, which never falls: the first batch with a
 * timestamp of at least T lies at or behind the last entry with less than T in front of it.
 *
 * Invariants:
 *   - Offsets and positions strictly grow.
 *   - An entry is in memory until the database has it.
 * Tests: `segment-index.test.ts`, `log-recovery.test.ts`.
 */
export class SegmentIndex {
  readonly #database: NodeDatabase;
  readonly #prefix: Buffer;
  readonly #start: IndexEntry;
  #entries: IndexEntry[] = [];
  #lastPosition = 0;

  /** `prefix` is the partition's key of kind `indexBlock`. */
  constructor(database: NodeDatabase, prefix: Buffer, baseOffset: Offset) {
    this.#database = database;
    this.#prefix = prefix;
    this.#start = { offset: baseOffset, position: 0, maxTimestampBeforeMs: -1 };
  }

  /** Entries that have not been saved. */
  get unsavedEntries(): number {
    return this.#entries.length;
  }

  /** Every key of the segment. */
  get range(): KeyRange {
    return prefixRange(partitionOffsetKey(this.#prefix, this.#start.offset));
  }

  /** Adds an entry if the last one is `intervalBytes` away. */
  add(entry: IndexEntry, intervalBytes: number): void {
    const distance = entry.position - this.#lastPosition;
    if (distance <= 0 || distance < intervalBytes) return;
    this.#entries.push(entry);
    this.#lastPosition = entry.position;
  }

  /** Goes on behind an entry that is known to be saved, or will not be looked for. */
  continueAt(position: number): void {
    this.#lastPosition = position;
  }

  /** Saves all entries, in one atomic batch with `others`. On an error they stay in memory. */
  async save(others: readonly DatabaseOperation[], sync: boolean): Promise<void> {
    const entries = [...this.#entries];
    const operations = [...others];
    for (let start = 0; start < entries.length; start += indexBlockEntries) {
      operations.push(this.#block(entries.slice(start, start + indexBlockEntries)));
    }
    await this.#database.batch(operations, { sync });
    const saved = new Set(entries);
    this.#entries = this.#entries.filter((entry) => !saved.has(entry));
  }

  /** The last entry at or below `offset`, or the segment's start: also where the database cannot tell. */
  async lookup(offset: Offset): Promise<IndexEntry> {
    const inMemory = this.#entries.findLast((entry) => entry.offset <= offset);
    if (inMemory !== undefined) return inMemory;
    return this.#read(offset).catch(() => this.#start);
  }

  /** The last entry with a smaller largest timestamp in front of it, or the segment's start, as above. */
  async lookupTimestamp(timestampMs: number): Promise<IndexEntry> {
    const isBefore = (entry: IndexEntry): boolean => entry.maxTimestampBeforeMs < timestampMs;
    const inMemory = this.#entries.findLast(isBefore);
    if (inMemory !== undefined) return inMemory;
    return this.#readLast(isBefore).catch(() => this.#start);
  }

  /**
   * Forgets entries from `offset` on, in memory at once; returns the operations that do so in the
   * database. What is added next goes on at `position`.
   */
  async truncate(offset: Offset, position: number): Promise<DatabaseOperation[]> {
    this.#entries = this.#entries.filter((entry) => entry.offset < offset);
    this.#lastPosition = Math.min(this.#lastPosition, position);
    const { gte, lt } = this.range;
    const cut = partitionOffsetKey(this.#prefix, this.#start.offset, offset);
    const operations = await this.#database.deletions({ gte: cut, lt });
    const [straddling] = await this.#database.entries(
      { gte, lt: cut },
      { reverse: true, limit: 1 },
    );
    if (straddling === undefined) return operations;
    const entries = decodeIndexBlock(straddling[1]).filter((entry) => entry.offset < offset);
    operations.push({ type: 'put', key: straddling[0], value: encodeIndexBlock(entries) });
    return operations;
  }

  async #read(offset: Offset): Promise<IndexEntry> {
    const range = {
      gte: partitionOffsetKey(this.#prefix, this.#start.offset),
      lt: partitionOffsetKey(this.#prefix, this.#start.offset, offset + 1),
    };
    const [found] = await this.#database.entries(range, { reverse: true, limit: 1 });
    if (found === undefined) return this.#start;
    return decodeIndexBlock(found[1]).findLast((entry) => entry.offset <= offset) ?? this.#start;
  }

  async #readLast(isBefore: (entry: IndexEntry) => boolean): Promise<IndexEntry> {
    for await (const [, value] of this.#database.iterate(this.range, { reverse: true })) {
      const found = decodeIndexBlock(value).findLast(isBefore);
      if (found !== undefined) return found;
    }
    return this.#start;
  }

  #block(entries: readonly IndexEntry[]): DatabaseOperation {
    const first = entries[0]?.offset ?? this.#start.offset;
    return {
      type: 'put',
      key: partitionOffsetKey(this.#prefix, this.#start.offset, first),
      value: encodeIndexBlock(entries),
    };
  }
}
