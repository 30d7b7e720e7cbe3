import { Buffer } from 'node:buffer';

import type { LeaderEpoch, Offset, ProducerId } from './brand.ts';
import type { Codec } from './compression.ts';
import { crc32 } from './crc32.ts';
import { invariant } from './invariant.ts';
import { ProtobufReader } from './protobuf-reader.ts';
import {
  canonicalPosition,
  type RecordBatchFields,
  recordBatchHeaderSize,
  recordBatchTag,
  type TimestampType,
  writeRecordBatchHeader,
} from './record-batch-layout.ts';
import { WeirError } from './weir-error.ts';

/** The fields of a batch, and what follows from them. */
export interface RecordBatchHeader extends RecordBatchFields {
  /** Offset of the last record, inclusive. */
  readonly lastOffset: Offset;
}

/** A decoded record batch: its header and a view of its payload. */
export interface RecordBatch {
  readonly header: RecordBatchHeader;
  /** The serialised, maybe compressed `RecordSet`: a view of the decoded buffer, not a copy. */
  readonly records: Buffer;
  /** Whether the leader may stamp the decoded buffer in place: see `stampRecordBatch`. */
  readonly isCanonical: boolean;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Header fields as they stand on the wire, before they are checked. */
interface WireFields {
  baseOffset: number;
  leaderEpoch: number;
  crc32: number;
  recordCount: number;
  codec: number;
  baseTimestampMs: number;
  maxTimestampMs: number;
  timestampType: number;
  producerId: number;
  producerEpoch: number;
  baseSequence: number;
  isControl: number;
  records: Buffer | undefined;
}

const maxInt32 = 0x7f_ff_ff_ff;
const codecs: readonly Codec[] = ['none', 'none', 'gzip', 'zstd'];
const timestampTypes: readonly TimestampType[] = ['CreateTime', 'CreateTime', 'LogAppendTime'];

/**
 * Decodes a serialised `weir.v1.RecordBatch` with its fields in any order, skipping unknown ones.
 *
 * The payload is neither copied nor checked: see `verifyCrc`. A negative producer id reads as none.
 * Throws `CORRUPT_BATCH` for whatever does not parse or contradicts itself, and
 * `UNSUPPORTED_COMPRESSION` for a sound batch with a codec of a later version.
 */
export function decodeRecordBatch(buffer: Buffer): RecordBatch {
  const wire = emptyWireFields();
  const isInOrder = readFields(new ProtobufReader(buffer, 'CORRUPT_BATCH'), wire);
  const { records } = wire;
  if (records === undefined || records.length === 0) throw corrupt('Batch has no records');

  return {
    header: toHeader(wire),
    records,
    isCanonical:
      isInOrder &&
      buffer[canonicalPosition.baseOffsetTag] === recordBatchTag.baseOffset &&
      buffer[canonicalPosition.leaderEpochTag] === recordBatchTag.leaderEpoch,
  };
}

/** Encodes a batch in the canonical layout, copying `records` behind the header. */
export function encodeRecordBatch(fields: RecordBatchFields, records: Uint8Array): Buffer {
  invariant(fields.recordCount > 0 && records.length > 0, 'a record batch has records');
  const headerSize = recordBatchHeaderSize(fields, records.length);
  const buffer = Buffer.allocUnsafe(headerSize + records.length);
  buffer.set(records, writeRecordBatchHeader(buffer, 0, fields, records.length));
  return buffer;
}

/** Checks the payload against its checksum; throws `CORRUPT_BATCH` with both values. */
export function verifyCrc(batch: Pick<RecordBatch, 'header' | 'records'>): void {
  const actual = crc32(batch.records);
  if (actual === batch.header.crc32) return;
  throw corrupt(`Records have crc32 ${actual}, the batch says ${batch.header.crc32}`);
}

function emptyWireFields(): WireFields {
  return {
    baseOffset: 0,
    leaderEpoch: 0,
    crc32: 0,
    recordCount: 0,
    codec: 0,
    baseTimestampMs: 0,
    maxTimestampMs: 0,
    timestampType: 0,
    producerId: 0,
    producerEpoch: 0,
    baseSequence: 0,
    isControl: 0,
    records: undefined,
  };
}

/** Reads all fields; whether they were known ones, each once, in order: so the payload last. */
function readFields(reader: ProtobufReader, wire: WireFields): boolean {
  let isInOrder = true;
  let previousTag = 0;
  while (!reader.isAtEnd) {
    const tag = reader.readTag();
    const isKnown = readField(reader, tag, wire);
    isInOrder &&= isKnown && tag > previousTag;
    previousTag = tag;
  }
  return isInOrder;
}

function readField(reader: ProtobufReader, tag: number, wire: WireFields): boolean {
  switch (tag) {
    case recordBatchTag.baseOffset:
      wire.baseOffset = reader.readFixed64();
      return true;
    case recordBatchTag.leaderEpoch:
      wire.leaderEpoch = reader.readFixed32();
      return true;
    case recordBatchTag.crc32:
      wire.crc32 = reader.readFixed32();
      return true;
    case recordBatchTag.recordCount:
      wire.recordCount = reader.readVarint();
      return true;
    case recordBatchTag.codec:
      wire.codec = reader.readInt64();
      return true;
    case recordBatchTag.baseTimestampMs:
      wire.baseTimestampMs = reader.readInt64();
      return true;
    case recordBatchTag.maxTimestampMs:
      wire.maxTimestampMs = reader.readInt64();
      return true;
    case recordBatchTag.timestampType:
      wire.timestampType = reader.readInt64();
      return true;
    case recordBatchTag.producerId:
      wire.producerId = reader.readInt64();
      return true;
    case recordBatchTag.producerEpoch:
      wire.producerEpoch = reader.readInt64();
      return true;
    case recordBatchTag.baseSequence:
      wire.baseSequence = reader.readInt64();
      return true;
    case recordBatchTag.isControl:
      wire.isControl = reader.readVarint();
      return true;
    case recordBatchTag.records:
      wire.records = reader.readBytes();
      return true;
    default:
      skipUnknown(reader, tag);
      return false;
  }
}

function skipUnknown(reader: ProtobufReader, tag: number): void {
  const fieldNumber = tag >>> 3;
  const isOurs = fieldNumber <= 12 || fieldNumber === 15;
  if (isOurs) throw corrupt(`Field ${fieldNumber} has the wrong wire type ${tag & 7}`);
  reader.skip(tag);
}

function toHeader(wire: WireFields): RecordBatchHeader {
  checkRange('Record count', wire.recordCount, 1);
  const codec = codecs[wire.codec];
  if (codec === undefined) {
    throw new WeirError('UNSUPPORTED_COMPRESSION', `Codec ${wire.codec} is not known`);
  }
  const timestampType = timestampTypes[wire.timestampType];
  if (timestampType === undefined) {
    throw corrupt(`Timestamp type ${wire.timestampType} is not known`);
  }
  if (wire.maxTimestampMs < wire.baseTimestampMs) {
    throw corrupt(
      `Max timestamp ${wire.maxTimestampMs} is before base timestamp ${wire.baseTimestampMs}`,
    );
  }
  const lastOffset = wire.baseOffset + wire.recordCount - 1;
  if (!Number.isSafeInteger(lastOffset)) throw corrupt('Last offset is beyond 2^53−1');

  const header: Mutable<RecordBatchHeader> = {
    baseOffset: wire.baseOffset as Offset,
    leaderEpoch: wire.leaderEpoch as LeaderEpoch,
    crc32: wire.crc32,
    recordCount: wire.recordCount,
    codec,
    baseTimestampMs: wire.baseTimestampMs,
    maxTimestampMs: wire.maxTimestampMs,
    timestampType,
    producerId: 0 as ProducerId,
    producerEpoch: 0,
    baseSequence: 0,
    isControl: wire.isControl !== 0,
    lastOffset: lastOffset as Offset,
  };
  if (wire.producerId > 0) setProducer(header, wire);
  return header;
}

function setProducer(header: Mutable<RecordBatchHeader>, wire: WireFields): void {
  checkRange('Producer epoch', wire.producerEpoch, 0);
  checkRange('Base sequence', wire.baseSequence, 0);
  header.producerId = wire.producerId as ProducerId;
  header.producerEpoch = wire.producerEpoch;
  header.baseSequence = wire.baseSequence;
}

function checkRange(quantity: string, value: number, minimum: number): void {
  if (value >= minimum && value <= maxInt32) return;
  throw corrupt(`${quantity} ${value} is outside ${minimum} to ${maxInt32}`);
}

function corrupt(problem: string): WeirError {
  return new WeirError('CORRUPT_BATCH', problem);
}
