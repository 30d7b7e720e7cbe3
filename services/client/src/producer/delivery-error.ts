import { type ErrorCode, WeirError } from '@weir/core';
import type { ProduceBatch } from './produce-batch.ts';

/** Answers that leave no doubt that the attempt was not appended. */
const definiteCodes: ReadonlySet<ErrorCode> = new Set([
  'CORRUPT_BATCH',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_RECORD',
  'INVALID_REQUEST',
  'INVALID_TIMESTAMP',
  'INVALID_TOPIC',
  'NOT_ENOUGH_REPLICAS',
  'OUT_OF_ORDER_SEQUENCE',
  'PRODUCER_STATE_CHANGED',
  'RECORD_BATCH_TOO_LARGE',
  'STORAGE_FULL',
  'THROTTLING_QUOTA_EXCEEDED',
  'TOPIC_AUTHORIZATION_FAILED',
  'UNKNOWN_PRODUCER_ID',
  'UNSUPPORTED_COMPRESSION',
] satisfies ErrorCode[]);

/** Whether the attempt that was answered so was certainly not appended. */
export function isDefinite(error: WeirError): boolean {
  return definiteCodes.has(error.code);
}

/** Whether the leader misses an earlier batch of this producer. */
export function isSequenceBroken(error: WeirError): boolean {
  return error.code === 'OUT_OF_ORDER_SEQUENCE' || error.code === 'UNKNOWN_PRODUCER_ID';
}

/** A batch whose time ran out, with the last thing that kept it from being delivered. */
export function deliveryTimedOut(batch: ProduceBatch, lastError: WeirError | undefined): WeirError {
  const { topic, partition, recordCount } = batch;
  const elapsedMs = Math.round(batch.deadlineAtMs - batch.createdAtMs);
  const reason =
    lastError === undefined ? '' : `; last answer ${lastError.code}: ${lastError.message}`;
  return new WeirError(
    'DELIVERY_TIMED_OUT',
    `Batch of ${recordCount} records for ${topic}/${partition} had no acknowledgement within ` +
      `${elapsedMs} ms${reason}`,
    {
      cause: lastError,
      metadata: {
        topic,
        partition: String(partition),
        ...(lastError === undefined ? undefined : { last_error: lastError.code }),
      },
    },
  );
}

/** A batch that must not be sent under another number, as an attempt of it may have been appended. */
export function fateUnknown(batch: ProduceBatch, cause: WeirError): WeirError {
  const { topic, partition } = batch;
  return new WeirError(
    'OUT_OF_ORDER_SEQUENCE',
    `A batch for ${topic}/${partition} was lost in front of this one, which may or may not have ` +
      'been appended',
    { cause, metadata: { topic, partition: String(partition) } },
  );
}

/** The answer of a leader with the partition named for people, who know no topic ids. */
export function withPlace(batch: ProduceBatch, error: WeirError): WeirError {
  const { topic, partition } = batch;
  return new WeirError(error.code, `${topic}/${partition}: ${error.message}`, {
    cause: error,
    metadata: { ...error.metadata, topic, partition: String(partition) },
  });
}
