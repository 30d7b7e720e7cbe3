import { Buffer } from 'node:buffer';

import { invariant, type TopicId } from '@weir/core';

/**
 * The key layout of the node's LevelDB.
 *
 *     kind (1 byte) · topic id (16 bytes) · partition (uint32 BE) · suffix
 *
 * The kind comes first: entries of one kind of every partition stand together, so an inventory reads
 * one short range and never walks over index blocks. Within a kind, a topic's entries stand together,
 * then a partition's. Numbers in keys are big-endian so that the order of keys is theirs.
 *
 * Suffixes: `segment` a segment's base offset (uint64); `indexBlock` a segment's base offset, then the
 * first offset of the block (uint64 each); `producerSnapshot` the offset it was taken at (uint64); the
 * others none. Topic entries end after the topic id, node entries are the kind and a name.
 */
export const keyKind = {
  // Owned by `src/log`, rebuilt from the segment files when lost.
  /** One per segment: its end, size, newest timestamp, whether it is sealed. JSON. */
  segment: 0x10,
  /** Packed runs of sparse index entries. */
  indexBlock: 0x11,
  /** Idempotence state at an offset. */
  producerSnapshot: 0x12,

  /** From where recovery has to scan. JSON. */
  logCheckpoint: 0x13,

  // Owned by `src/log`, not rebuildable.
  /** The log start offset. JSON. */
  logState: 0x20,
  /** The list of leader epochs. */
  leaderEpochs: 0x21,

  // Owned by `src/replication`; the log never reads or clears them.
  /** Vote, clean flag and whatever else a replica must not forget. */
  replicaState: 0x30,
  /** Topic name, replica configuration, directory id. */
  replicaMetadata: 0x31,
  /** Checkpoint of the high watermark; may lag. */
  highWatermark: 0x32,
  /** Mark of a deleted replica. */
  tombstone: 0x33,
  /** Configs the controller told the node, by topic. */
  topicConfig: 0x34,

  // Owned by `src/database`.
  /** Node-wide facts, by name: identity, shutdown mark. */
  node: 0x40,
} as const;

/** A name of `keyKind`. */
export type KeyKind = keyof typeof keyKind;

/** A range of keys: `gte` inclusive, `lt` exclusive. */
export interface KeyRange {
  readonly gte: Buffer;
  readonly lt: Buffer;
}

const topicIdSize = 16;
const partitionKeySize = 1 + topicIdSize + 4;

/** The key of a partition's only entry of a kind, and the prefix of its entries with a suffix. */
export function partitionKey(kind: KeyKind, topicId: TopicId, partition: number): Buffer {
  return writePartition(Buffer.allocUnsafe(partitionKeySize), kind, topicId, partition);
}

/** The key of a partition's entry whose suffix is one or two offsets. */
export function partitionOffsetKey(prefix: Buffer, first: number, second?: number): Buffer {
  const key = Buffer.allocUnsafe(prefix.length + (second === undefined ? 8 : 16));
  key.set(prefix);
  writeUint64(key, prefix.length, first);
  if (second !== undefined) writeUint64(key, prefix.length + 8, second);
  return key;
}

/** The offset that stands at `position` of a key, counted from the end of the partition prefix. */
export function offsetInKey(key: Buffer, position: 0 | 1): number {
  const at = partitionKeySize + position * 8;
  return key.readUInt32BE(at) * 0x1_00_00_00_00 + key.readUInt32BE(at + 4);
}

/** The key of a topic's only entry of a kind. */
export function topicKey(kind: KeyKind, topicId: TopicId): Buffer {
  const key = Buffer.allocUnsafe(1 + topicIdSize);
  key[0] = keyKind[kind];
  writeTopicId(key, topicId);
  return key;
}

/** The key of a node-wide entry. */
export function nodeKey(name: string): Buffer {
  return Buffer.concat([Buffer.of(keyKind.node), Buffer.from(name, 'utf8')]);
}

/** Every entry of a kind. */
export function kindRange(kind: KeyKind): KeyRange {
  return prefixRange(Buffer.of(keyKind[kind]));
}

/** Every entry that cannot be made anew from the segment files. */
export const vitalRange: KeyRange = {
  gte: Buffer.of(keyKind.logState),
  lt: Buffer.of(keyKind.node + 1),
};

/** Every key that starts with `prefix`. */
export function prefixRange(prefix: Buffer): KeyRange {
  const end = Buffer.from(prefix);
  let at = end.length - 1;
  while (at >= 0 && end[at] === 0xff) at -= 1;
  invariant(at >= 0, 'a key prefix has a successor');
  end[at] = (end[at] ?? 0) + 1;
  return { gte: prefix, lt: end.subarray(0, at + 1) };
}

/** Topic id and partition of a key made by `partitionKey`, with a suffix or without. */
export function parsePartitionKey(key: Buffer): {
  readonly topicId: TopicId;
  readonly partition: number;
} {
  return { topicId: readTopicId(key), partition: key.readUInt32BE(1 + topicIdSize) };
}

/** Topic id of a key made by `topicKey` or `partitionKey`. */
export function readTopicId(key: Buffer): TopicId {
  const hex = key.toString('hex', 1, 1 + topicIdSize);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-') as TopicId;
}

function writePartition(key: Buffer, kind: KeyKind, topicId: TopicId, partition: number): Buffer {
  key[0] = keyKind[kind];
  writeTopicId(key, topicId);
  key.writeUInt32BE(partition, 1 + topicIdSize);
  return key;
}

function writeTopicId(key: Buffer, topicId: TopicId): void {
  const written = key.write(topicId.replaceAll('-', ''), 1, topicIdSize, 'hex');
  invariant(written === topicIdSize, 'a topic id is a UUID');
}

function writeUint64(key: Buffer, at: number, value: number): void {
  key.writeUInt32BE(Math.floor(value / 0x1_00_00_00_00), at);
  key.writeUInt32BE(value % 0x1_00_00_00_00, at + 4);
}
