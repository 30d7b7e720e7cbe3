import type {
  ConsumedBatch,
  ConsumerOptions,
  ManualPartition,
  PartitionId,
  ProducerRecord,
  RecordMetadata,
  StartFrom,
} from '@weir/client';
import { WeirError } from '@weir/client';
import { type JsonObject, type JsonValue, toText } from '../../json-value.ts';

/** An offset or instant of the JSON form, a text: the SDK refuses what a number cannot hold. */
export function toNumber(value: JsonValue | undefined): number {
  return Number(value);
}

/** A `PublishRecord` as the SDK takes it. */
export function toProducerRecord(record: JsonObject): ProducerRecord {
  const headers = (record['headers'] ?? []) as readonly JsonObject[];
  const { partition, timestampMs } = record;
  return {
    topic: toText(record['topic']),
    key: toBytes(record['key']),
    value: toBytes(record['value']),
    headers: headers.map((header) => ({
      key: toText(header['key']),
      value: toBytes(header['value']),
    })),
    ...(partition === undefined ? undefined : { partition: Number(partition) }),
    ...(timestampMs === undefined ? undefined : { timestampMs: toNumber(timestampMs) }),
  };
}

/** A `PublishResult` of what became of a record. */
export function toPublishResult(
  topic: string,
  outcome: PromiseSettledResult<RecordMetadata>,
): JsonObject {
  if (outcome.status === 'rejected') {
    const error = describeError(outcome.reason);
    return { topic, partition: -1, offset: '-1', error, isDuplicate: false };
  }
  const { partition, offset } = outcome.value;
  return { topic, partition, offset: `${offset}`, isDuplicate: false };
}

/** Code and message of whatever the SDK threw; a gRPC status it has not. */
export function describeError(thrown: unknown): JsonObject {
  if (thrown instanceof WeirError) return { code: thrown.code, message: thrown.message };
  return { code: 'UNKNOWN', message: String(thrown) };
}

/** A `SubscribeOpen` as the SDK takes it; commits are asked for by hand. */
export function toConsumerOptions(open: JsonObject): ConsumerOptions {
  const partitions = (open['partitions'] ?? []) as readonly JsonObject[];
  return {
    ...(open['groupId'] === undefined
      ? undefined
      : { groupId: toText(open['groupId']), autoCommit: false as const }),
    ...(open['topics'] === undefined ? undefined : { topics: open['topics'] as readonly string[] }),
    ...(partitions.length === 0 ? undefined : { assignment: partitions.map(toManualPartition) }),
    from: toStartFrom(open),
    offsetReset: open['offsetReset'] === 'OFFSET_RESET_POLICY_EARLIEST' ? 'earliest' : 'none',
    ...(open['sessionTimeoutMs'] === undefined
      ? undefined
      : { sessionTimeoutMs: Number(open['sessionTimeoutMs']) }),
  };
}

/** A batch as `RecordsReceived`. */
export function toRecordsReceived(batch: ConsumedBatch): JsonObject {
  const { topic, partition, lastOffset, sizeBytes, highWatermark } = batch;
  return {
    topic,
    partition,
    bytes: `${sizeBytes}`,
    nextOffset: `${lastOffset + 1}`,
    highWatermark: `${highWatermark}`,
    records: Array.from(batch.records, ({ offset, key, value, headers, timestampMs }) => ({
      offset: `${offset}`,
      timestampMs: `${timestampMs}`,
      headers: headers.map((header) => ({ key: header.key, ...withBytes('value', header.value) })),
      ...withBytes('key', key),
      ...withBytes('value', value),
    })),
  };
}

/** A partition by name. */
export function toPartition({ topic, partition }: JsonObject): PartitionId {
  return { topic: toText(topic), partition: Number(partition) };
}

function toManualPartition(partition: JsonObject): ManualPartition {
  const { offset } = partition;
  return {
    ...toPartition(partition),
    ...(offset === undefined ? undefined : { from: { offset: toNumber(offset) } }),
  };
}

function toStartFrom(open: JsonObject): StartFrom {
  if (open['startFrom'] === 'START_FROM_LATEST') return 'latest';
  if (open['startFrom'] !== 'START_FROM_TIMESTAMP') return 'earliest';
  return { timestampMs: toNumber(open['startTimestampMs']) };
}

function toBytes(value: JsonValue | undefined): Buffer | null {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : null;
}

/** A field in base64, absent for null. */
function withBytes(name: string, value: Uint8Array | null): JsonObject {
  return value === null ? {} : { [name]: Buffer.from(value).toString('base64') };
}
