import { Buffer } from 'node:buffer';

import { crc32, invariant, type LeaderEpoch, type Offset, type TopicId } from '@weir/core';

import { partitionKey } from '../database/keys.ts';
import type { NodeDatabase } from '../database/node-database.ts';

/** The start of a leader epoch: a zero-length log record (replication, 1.3). */
export interface LeaderEpochEntry {
  readonly epoch: LeaderEpoch;
  /** Log end offset of the leader when it started the epoch: the epoch's first offset, inclusive. */
  readonly startOffset: Offset;
}

const entrySize = 4 + 8;

/**
 * The durable list of leader epochs of one replica.
 *
 * It only keeps the list: when to append and to cut is the replication protocol's business (rules 1 to
 * 4 and 6.3). A change is visible once it is on disk. Calls must not overlap.
 *
 * Invariants:
 *   - Epochs strictly grow, start offsets never fall.
 *   - What `entries` shows is what the database holds.
 * Tests: `leader-epoch-cache.test.ts`.
 */
export class LeaderEpochCache {
  readonly #database: NodeDatabase;
  readonly #key: Buffer;
  /** Whether the list was damaged when it was read: then it is empty, and cannot be rebuilt. */
  readonly isDamaged: boolean;
  #entries: readonly LeaderEpochEntry[];
  #isChanging = false;

  private constructor(
    database: NodeDatabase,
    key: Buffer,
    entries: readonly LeaderEpochEntry[] | undefined,
  ) {
    this.#database = database;
    this.#key = key;
    this.#entries = entries ?? [];
    this.isDamaged = entries === undefined;
  }

  /** Reads the list of a partition. */
  static async load(
    database: NodeDatabase,
    topicId: TopicId,
    partition: number,
  ): Promise<LeaderEpochCache> {
    const key = partitionKey('leaderEpochs', topicId, partition);
    const value = await database.get(key);
    return new LeaderEpochCache(database, key, value === undefined ? [] : decode(value));
  }

  /** All entries, the oldest first; another array after each change. */
  entries(): readonly LeaderEpochEntry[] {
    return this.#entries;
  }

  /** The newest entry, if there is one. */
  get last(): LeaderEpochEntry | undefined {
    return this.#entries.at(-1);
  }

  /** Adds an entry, durably. */
  async append(entry: LeaderEpochEntry): Promise<void> {
    const { last } = this;
    invariant(
      last === undefined || (entry.epoch > last.epoch && entry.startOffset >= last.startOffset),
      'leader epochs strictly grow and their starts never fall',
    );
    await this.#change([...this.#entries, entry]);
  }

  /** Keeps the oldest `count` entries, durably. */
  async truncateToCount(count: number): Promise<void> {
    if (count >= this.#entries.length) return;
    await this.#change(this.#entries.slice(0, count));
  }

  /** Forgets the oldest `count` entries, durably: for a head that retention has removed. */
  async dropOldest(count: number): Promise<void> {
    if (count <= 0) return;
    await this.#change(this.#entries.slice(count));
  }

  /** Where an epoch ends (exclusive): the next entry's start; undefined if it is the last or unknown. */
  endOffsetFor(epoch: LeaderEpoch): Offset | undefined {
    const index = this.#entries.findIndex((entry) => entry.epoch === epoch);
    return index === -1 ? undefined : this.#entries[index + 1]?.startOffset;
  }

  /** The epoch of the record at `offset`: that of the last entry that starts at or below it. */
  epochAt(offset: Offset): LeaderEpoch | undefined {
    return this.#entries.findLast((entry) => entry.startOffset <= offset)?.epoch;
  }

  async #change(entries: readonly LeaderEpochEntry[]): Promise<void> {
    invariant(!this.#isChanging, 'changes of the leader epochs do not overlap');
    this.#isChanging = true;
    try {
      await this.#database.put(this.#key, encode(entries), { sync: true });
      this.#entries = entries;
    } finally {
      this.#isChanging = false;
    }
  }
}

function encode(entries: readonly LeaderEpochEntry[]): Buffer {
  const buffer = Buffer.allocUnsafe(4 + entries.length * entrySize);
  let at = 4;
  for (const { epoch, startOffset } of entries) {
    at = buffer.writeUInt32LE(epoch, at);
    at = buffer.writeDoubleLE(startOffset, at);
  }
  buffer.writeUInt32LE(crc32(buffer.subarray(4)), 0);
  return buffer;
}

function decode(buffer: Buffer): LeaderEpochEntry[] | undefined {
  const isSound = buffer.length >= 4 && buffer.readUInt32LE(0) === crc32(buffer.subarray(4));
  if (!isSound) return undefined;
  return Array.from({ length: (buffer.length - 4) / entrySize }, (_, index) => ({
    epoch: buffer.readUInt32LE(4 + index * entrySize) as LeaderEpoch,
    startOffset: buffer.readDoubleLE(8 + index * entrySize) as Offset,
  }));
}
