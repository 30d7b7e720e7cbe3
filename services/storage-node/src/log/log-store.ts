import type { Buffer } from 'node:buffer';

import { type LeaderEpoch, type Offset, toOffset, type TopicId } from '@weir/core';

import { decodeJsonValue, encodeJsonValue } from '../database/json-value.ts';
import {
  type KeyKind,
  offsetInKey,
  partitionKey,
  partitionOffsetKey,
  prefixRange,
} from '../database/keys.ts';
import type { NodeDatabase } from '../database/node-database.ts';
import type { DatabaseOperation } from '../database/write-queue.ts';
import { decodeProducerSnapshot, type ProducerSnapshot } from './producer-snapshot.ts';
import type { SegmentRecord } from './segment.ts';
import { SegmentIndex } from './segment-index.ts';

/** Up to where the newest segment is known to be sound and indexed: recovery scans from there. */
export interface LogCheckpoint {
  /** Base offset of the segment. */
  readonly segmentBaseOffset: Offset;
  /** Bytes of the segment in front of the checkpoint. */
  readonly position: number;
  /** Offset after the last record in front of it. */
  readonly offset: Offset;
  readonly maxTimestampMs: number;
  readonly lastEpoch: LeaderEpoch;
  /** Whether all that was on disk: else it means nothing once the kernel has died. */
  readonly isFlushed: boolean;
}

/** A producer snapshot and where replay has to go on. */
export interface StoredProducerSnapshot extends ProducerSnapshot {
  /** Log end when it was taken: the first offset that is not in it. */
  readonly offset: Offset;
}

const logKinds: readonly KeyKind[] = [
  'segment',
  'indexBlock',
  'producerSnapshot',
  'logCheckpoint',
  'logState',
];
/** Snapshots are tens of megabytes of log apart: a truncation seldom goes back behind all of them. */
const keptSnapshots = 4;

/** What the database keeps of one partition's log; `keys.ts` has the layout. Reads and makes operations. */
export class LogStore {
  readonly #database: NodeDatabase;
  readonly #topicId: TopicId;
  readonly #partition: number;
  readonly #stateKey: Buffer;
  readonly #checkpointKey: Buffer;
  readonly #segmentPrefix: Buffer;
  readonly #indexPrefix: Buffer;
  readonly #snapshotPrefix: Buffer;
  // Offsets of the snapshots in the database, ascending.
  #snapshots: Offset[] = [];

  constructor(database: NodeDatabase, topicId: TopicId, partition: number) {
    this.#database = database;
    this.#topicId = topicId;
    this.#partition = partition;
    this.#stateKey = partitionKey('logState', topicId, partition);
    this.#checkpointKey = partitionKey('logCheckpoint', topicId, partition);
    this.#segmentPrefix = partitionKey('segment', topicId, partition);
    this.#indexPrefix = partitionKey('indexBlock', topicId, partition);
    this.#snapshotPrefix = partitionKey('producerSnapshot', topicId, partition);
  }

  /** Applies operations in one atomic batch. */
  write(operations: readonly DatabaseOperation[], sync: boolean): Promise<void> {
    return this.#database.batch(operations, { sync });
  }

  /** The index of a segment. */
  index(baseOffset: Offset): SegmentIndex {
    return new SegmentIndex(this.#database, this.#indexPrefix, baseOffset);
  }

  /** Undefined for a new log; `damaged` if nobody can tell, since it cannot be rebuilt. */
  async readLogStartOffset(): Promise<Offset | 'damaged' | undefined> {
    const value = await this.#database.get(this.#stateKey);
    if (value === undefined) return undefined;
    const state = decodeJsonValue(value) as { readonly logStartOffset: number } | undefined;
    return state === undefined ? 'damaged' : toOffset(state.logStartOffset);
  }

  /** A damaged one counts as missing: recovery then scans more. */
  async readCheckpoint(): Promise<LogCheckpoint | undefined> {
    const value = await this.#database.get(this.#checkpointKey);
    return value === undefined ? undefined : (decodeJsonValue(value) as LogCheckpoint | undefined);
  }

  /** All segments on record, the oldest first. A damaged record counts as missing. */
  async readSegments(): Promise<SegmentRecord[]> {
    const entries = await this.#database.entries(prefixRange(this.#segmentPrefix));
    return entries.flatMap(
      ([, value]) => (decodeJsonValue(value) as SegmentRecord | undefined) ?? [],
    );
  }

  /** The newest sound snapshot at or below `endOffset`. */
  async readProducerSnapshot(endOffset: Offset): Promise<StoredProducerSnapshot | undefined> {
    const entries = await this.#database.entries(prefixRange(this.#snapshotPrefix));
    this.#snapshots = entries.map(([key]) => offsetInKey(key, 0) as Offset);
    for (const [key, value] of entries.toReversed()) {
      const offset = offsetInKey(key, 0) as Offset;
      const snapshot = offset <= endOffset ? decodeProducerSnapshot(value) : undefined;
      if (snapshot !== undefined) return { ...snapshot, offset };
    }
    return undefined;
  }

  putLogStartOffset(logStartOffset: Offset): DatabaseOperation {
    return put(this.#stateKey, { logStartOffset });
  }

  putCheckpoint(checkpoint: LogCheckpoint): DatabaseOperation {
    return put(this.#checkpointKey, checkpoint);
  }

  deleteCheckpoint(): DatabaseOperation {
    return { type: 'del', key: this.#checkpointKey };
  }

  putSegment(record: SegmentRecord): DatabaseOperation {
    return put(partitionOffsetKey(this.#segmentPrefix, record.baseOffset), record);
  }

  /** Forgets a segment and its index. */
  async deleteSegment(baseOffset: Offset): Promise<DatabaseOperation[]> {
    const operations = await this.#database.deletions(this.index(baseOffset).range);
    operations.push({
      type: 'del',
      key: partitionOffsetKey(this.#segmentPrefix, baseOffset),
    });
    return operations;
  }

  /** Saves an encoded snapshot, taken at `offset`, and drops all but the newest ones. */
  putProducerSnapshot(offset: Offset, value: Buffer): DatabaseOperation[] {
    const others = this.#snapshots.filter((known) => known !== offset);
    const dropped = others.slice(0, Math.max(0, others.length + 1 - keptSnapshots));
    this.#snapshots = [...others.slice(dropped.length), offset];
    return [
      { type: 'put', key: this.#snapshotKey(offset), value },
      ...dropped.map((known): DatabaseOperation => ({
        type: 'del',
        key: this.#snapshotKey(known),
      })),
    ];
  }

  /** Drops the snapshots taken above `endOffset`. */
  deleteProducerSnapshotsAbove(endOffset: Offset): DatabaseOperation[] {
    const dropped = this.#snapshots.filter((offset) => offset > endOffset);
    this.#snapshots = this.#snapshots.filter((offset) => offset <= endOffset);
    return dropped.map((offset) => ({ type: 'del', key: this.#snapshotKey(offset) }));
  }

  /** Forgets everything that is the log's, leader epochs not among it. */
  async deleteAll(): Promise<DatabaseOperation[]> {
    const ranges = logKinds.map((kind) =>
      prefixRange(partitionKey(kind, this.#topicId, this.#partition)),
    );
    const deletions = await Promise.all(ranges.map((range) => this.#database.deletions(range)));
    this.#snapshots = [];
    return deletions.flat();
  }

  /** Forgets the leader epochs. */
  deleteLeaderEpochs(): DatabaseOperation {
    return { type: 'del', key: partitionKey('leaderEpochs', this.#topicId, this.#partition) };
  }

  #snapshotKey(offset: Offset): Buffer {
    return partitionOffsetKey(this.#snapshotPrefix, offset);
  }
}

function put(key: Buffer, value: object): DatabaseOperation {
  return { type: 'put', key, value: encodeJsonValue(value) };
}
