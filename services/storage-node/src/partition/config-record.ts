import { Buffer } from 'node:buffer';

import {
  type LeaderEpoch,
  type NodeId,
  type Offset,
  ProtobufReader,
  readRecords,
  type RecordBatch,
  RecordBatchBuilder,
  stampRecordBatch,
  tagOf,
  varintSize,
  WeirError,
  wireType,
  writeVarint,
} from '@weir/core';

import type { ReplicaConfig, ReplicaSet } from '../replication/replica-config.ts';

/** Where and when a control record stands. */
export interface ConfigRecordPosition {
  readonly offset: Offset;
  readonly epoch: LeaderEpoch;
  readonly timestampMs: number;
}

const configKey = 'replica-config';
const setsTag = tagOf(1, wireType.bytes);
const replicasTag = tagOf(1, wireType.bytes);
const minInsyncReplicasTag = tagOf(2, wireType.varint);

/**
 * A stamped control batch of one record, whose value is a serialised `weir.internal.v1.ReplicaConfig`
 * with its `sets` alone: offset and epoch are the batch's (8.1, ADR 0002).
 */
export function encodeConfigRecord(
  sets: readonly ReplicaSet[],
  position: ConfigRecordPosition,
): Buffer {
  const builder = new RecordBatchBuilder();
  const value = Buffer.concat(sets.map((set) => field(setsTag, encodeSet(set))));
  builder.append(configKey, value, undefined, position.timestampMs);
  const batch = builder.build({ isControl: true });
  stampRecordBatch(batch, position.offset, position.epoch);
  return batch;
}

/** The configs that a control batch holds; none for a kind of record that is not known. */
export function decodeConfigRecords(batch: RecordBatch): ReplicaConfig[] {
  const configs: ReplicaConfig[] = [];
  for (const { key, value, offset } of readRecords(batch)) {
    if (key?.toString('utf8') !== configKey || value === null) continue;
    const sets = decodeSets(value);
    if (sets.length === 0) {
      throw new WeirError('CORRUPT_BATCH', 'Control record has no replica set');
    }
    configs.push({ sets, offset, leaderEpoch: batch.header.leaderEpoch });
  }
  return configs;
}

function encodeSet({ replicas, minInsyncReplicas }: ReplicaSet): Buffer {
  const ids = Buffer.concat(replicas.map((replica) => varint(replica)));
  return Buffer.concat([
    field(replicasTag, ids),
    Buffer.of(minInsyncReplicasTag),
    varint(minInsyncReplicas),
  ]);
}

function field(tag: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(varintSize(value));
  writeVarint(bytes, 0, value);
  return bytes;
}

function decodeSets(value: Buffer): ReplicaSet[] {
  const reader = new ProtobufReader(value, 'CORRUPT_BATCH');
  const sets: ReplicaSet[] = [];
  while (!reader.isAtEnd) {
    const tag = reader.readTag();
    if (tag === setsTag) sets.push(decodeSet(reader.readBytes()));
    else reader.skip(tag);
  }
  return sets;
}

function decodeSet(bytes: Buffer): ReplicaSet {
  const reader = new ProtobufReader(bytes, 'CORRUPT_BATCH');
  const replicas: NodeId[] = [];
  let minInsyncReplicas = 0;
  while (!reader.isAtEnd) {
    const tag = reader.readTag();
    if (tag === replicasTag) replicas.push(...decodeIds(reader.readBytes()));
    else if (tag === minInsyncReplicasTag) minInsyncReplicas = reader.readVarint();
    else reader.skip(tag);
  }
  return { replicas, minInsyncReplicas };
}

function decodeIds(bytes: Buffer): NodeId[] {
  const reader = new ProtobufReader(bytes, 'CORRUPT_BATCH');
  const ids: NodeId[] = [];
  while (!reader.isAtEnd) ids.push(reader.readVarint() as NodeId);
  return ids;
}
