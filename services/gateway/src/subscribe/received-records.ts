import { Buffer } from 'node:buffer';
import type { ConsumedBatch, ConsumedRecord } from '@weir/client';
import { WeirError } from '@weir/core';
import type { HeaderInput, ReceivedRecordInput } from '@weir/protos';

/** Records of one partition that go into one message. */
export interface RecordSlice {
  readonly records: ReceivedRecordInput[];
  /** What the message takes from the credit: at least its size on the wire without the envelope. */
  readonly bytes: number;
  /** One past the last record; behind a whole batch also past what compaction left out at its end. */
  readonly nextOffset: number;
}

/** Most bytes of records in one message, unless one record is larger. */
const maxSliceBytes = 1024 * 1024;
/** Tags, lengths and numbers of a record and of a header, at their longest. */
const recordOverheadBytes = 40;
const headerOverheadBytes = 16;
/** What is around the records of a message: its topic's name at its longest, and numbers. */
const envelopeBytes = 512;

/**
 * Cuts a batch into messages, each made when it is asked for.
 *
 * Throws `RECORD_BATCH_TOO_LARGE` for a record that does not fit into a message of `maxMessageBytes`, after
 * what is before it.
 */
export function* slicesOf(
  batch: ConsumedBatch,
  maxMessageBytes: number,
): Generator<RecordSlice, undefined> {
  const mostBytes = maxMessageBytes - envelopeBytes;
  const limitBytes = Math.min(maxSliceBytes, mostBytes);
  let records: ReceivedRecordInput[] = [];
  let bytes = 0;
  let nextOffset = batch.firstOffset;
  for (const record of batch.records) {
    const sizeBytes = sizeOf(record);
    if (records.length > 0 && bytes + sizeBytes > limitBytes) {
      yield { records, bytes, nextOffset };
      records = [];
      bytes = 0;
    }
    if (sizeBytes > mostBytes) throw tooLarge(record, sizeBytes, mostBytes);
    records.push(toReceived(record));
    bytes += sizeBytes;
    nextOffset = record.offset + 1;
  }
  if (records.length > 0) yield { records, bytes, nextOffset: batch.lastOffset + 1 };
  return undefined;
}

/** Never less than the record takes in a message. */
function sizeOf({ key, value, headers }: ConsumedRecord): number {
  let bytes = recordOverheadBytes + (key?.length ?? 0) + (value?.length ?? 0);
  for (const header of headers) {
    bytes += headerOverheadBytes + Buffer.byteLength(header.key) + (header.value?.length ?? 0);
  }
  return bytes;
}

function toReceived({
  offset,
  timestampMs,
  key,
  value,
  headers,
}: ConsumedRecord): ReceivedRecordInput {
  return {
    offset,
    timestampMs,
    ...(key === null ? undefined : { key }),
    ...(value === null ? undefined : { value }),
    headers: headers.map(toHeader),
  };
}

function toHeader({ key, value }: ConsumedRecord['headers'][number]): HeaderInput {
  return value === null ? { key } : { key, value };
}

function tooLarge(record: ConsumedRecord, sizeBytes: number, mostBytes: number): WeirError {
  const { topic, partition, offset } = record;
  const next = offset + 1;
  return new WeirError(
    'RECORD_BATCH_TOO_LARGE',
    `Record at ${topic}/${partition} offset ${offset} takes ${sizeBytes} bytes, the subscriber takes ${mostBytes}: ` +
      `subscribe with a larger max_message_bytes, and let the client receive that, or go on from offset ${next}`,
    {
      metadata: {
        topic,
        partition: String(partition),
        offset: String(offset),
        size_bytes: String(sizeBytes),
        max_bytes: String(mostBytes),
      },
    },
  );
}
