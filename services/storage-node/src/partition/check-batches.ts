import type { Buffer } from 'node:buffer';

import {
  canonicalizeRecordBatch,
  decodeRecordBatch,
  type Offset,
  peekBaseOffset,
  peekRecordCount,
  type RecordBatch,
  type RecordBatchHeader,
  setLogAppendTime,
  type TopicConfig,
  verifyCrc,
  WeirError,
} from '@weir/core';

import type { ReplicaConfig } from '../replication/replica-config.ts';
import { decodeConfigRecords } from './config-record.ts';

/** What readers open at most. */
const maxDecompressedBytes = 64 * 1024 * 1024;

/** A batch that may be appended once it is stamped. */
export interface ProducedBatch {
  /** Canonical; nobody else holds it. */
  readonly bytes: Buffer;
  readonly header: RecordBatchHeader;
}

/** What the topic asks of a batch. */
export type BatchLimits = Pick<TopicConfig, 'maxMessageBytes' | 'messageTimestampType'>;

/** A run of batches that a leader has sent, as far as it can be checked by itself. */
export interface CheckedRun {
  /** Exclusive; `baseOffset` when there are no batches. */
  readonly endOffset: Offset;
  /** Epoch of every batch; -1 when there are none. */
  readonly batchEpoch: number;
  readonly configs: readonly ReplicaConfig[];
}

/**
 * Checks a producer's batch and puts it into the form that the log takes.
 *
 * Throws `RECORD_BATCH_TOO_LARGE`, `CORRUPT_BATCH`, `UNSUPPORTED_COMPRESSION`, `INVALID_RECORD`, or
 * `INVALID_TIMESTAMP`, each naming value and limit.
 */
export function checkProducedBatch(
  bytes: Buffer,
  limits: BatchLimits,
  nowMs: number,
): ProducedBatch {
  if (bytes.length > limits.maxMessageBytes) {
    throw new WeirError(
      'RECORD_BATCH_TOO_LARGE',
      `Record batch of ${bytes.length} bytes is above max.message.bytes ${limits.maxMessageBytes}`,
    );
  }
  const batch = decodeRecordBatch(bytes);
  verifyCrc(batch);
  if (batch.header.isControl) {
    throw new WeirError('INVALID_RECORD', 'Control batches are not taken from producers');
  }
  checkRecordCount(batch);
  if (limits.messageTimestampType === 'LogAppendTime') {
    const stamped = setLogAppendTime(bytes, nowMs);
    return { bytes: stamped, header: batch.header };
  }
  if (batch.header.timestampType !== 'CreateTime') {
    throw new WeirError(
      'INVALID_TIMESTAMP',
      'Record batch claims LogAppendTime, the topic has message.timestamp.type CreateTime',
    );
  }
  return {
    bytes: batch.isCanonical ? bytes : canonicalizeRecordBatch(bytes),
    header: batch.header,
  };
}

/** Checks batches from a leader: sound, canonical, contiguous from `baseOffset`, of one epoch. */
export function checkReplicatedBatches(batches: readonly Buffer[], baseOffset: Offset): CheckedRun {
  let endOffset = baseOffset;
  let batchEpoch = -1;
  const configs: ReplicaConfig[] = [];
  for (const bytes of batches) {
    const batch = decodeRecordBatch(bytes);
    const { header } = batch;
    verifyCrc(batch);
    checkPlace(batch, endOffset, batchEpoch);
    batchEpoch = header.leaderEpoch;
    endOffset = (header.lastOffset + 1) as Offset;
    if (header.isControl) configs.push(...decodeConfigRecords(batch));
  }
  return { endOffset, batchEpoch, configs };
}

/** The offset behind the last of some canonical batches; `baseOffset` when there are none. */
export function endOffsetOf(batches: readonly Buffer[], baseOffset: Offset): Offset {
  const last = batches.at(-1);
  if (last === undefined) return baseOffset;
  return (peekBaseOffset(last) + peekRecordCount(last)) as Offset;
}

/** How many offsets some canonical batches that follow each other take: as many as they have records. */
export function countRecords(batches: readonly Buffer[]): number {
  const [first] = batches;
  if (first === undefined) return 0;
  const baseOffset = peekBaseOffset(first);
  return endOffsetOf(batches, baseOffset) - baseOffset;
}

/** The records are not opened; but no record takes fewer than two bytes. */
function checkRecordCount({ header, records }: RecordBatch): void {
  const bytes = header.codec === 'none' ? records.length : maxDecompressedBytes;
  const maximum = Math.floor(bytes / 2);
  if (header.recordCount <= maximum) return;
  throw new WeirError(
    'INVALID_RECORD',
    `Record batch claims ${header.recordCount} records, its bytes hold at most ${maximum}`,
  );
}

function checkPlace(batch: RecordBatch, offset: Offset, epoch: number): void {
  const { baseOffset, leaderEpoch } = batch.header;
  const isInPlace = baseOffset === offset && (epoch === -1 || leaderEpoch === epoch);
  if (batch.isCanonical && isInPlace) return;
  throw new WeirError(
    'CORRUPT_BATCH',
    `Leader sent a batch at ${baseOffset} of epoch ${leaderEpoch} where offset ${offset} ` +
      `of epoch ${epoch} was due`,
  );
}
