import type { Buffer } from 'node:buffer';
import { ProtobufReader, tagOf, wireType } from '@weir/core';
import type {
  Acks,
  Header,
  PublishRecord,
  PublishRequest,
  PublishStreamRequest,
} from '@weir/protos';
import { maxRecordsPerRequest } from './publish-limits.ts';

const streamTag = { request: tagOf(1, wireType.bytes) };
const requestTag = {
  records: tagOf(1, wireType.bytes),
  acks: tagOf(2, wireType.varint),
  producerName: tagOf(3, wireType.bytes),
};
const recordTag = {
  topic: tagOf(1, wireType.bytes),
  partition: tagOf(2, wireType.varint),
  key: tagOf(3, wireType.bytes),
  value: tagOf(4, wireType.bytes),
  headers: tagOf(5, wireType.bytes),
  timestampMs: tagOf(6, wireType.varint),
  sequence: tagOf(7, wireType.varint),
};
const headerTag = { key: tagOf(1, wireType.bytes), value: tagOf(2, wireType.bytes) };

const acksByNumber: readonly Acks[] = ['ACKS_UNSPECIFIED', 'ACKS_NONE', 'ACKS_LEADER', 'ACKS_ALL'];

/** A record while it is read. */
interface RecordFields {
  topic: string;
  partition?: number;
  key?: Buffer;
  value?: Buffer;
  headers: Header[];
  timestampMs?: number;
  sequence?: number;
}

/**
 * Reads a `weir.v1.PublishRequest`: what protobufjs makes of it, but keys and values are views of the
 * message, and a topic's name is made once for records that follow each other.
 *
 * Stops after one record more than a request may have. `decode-publish-request.test.ts` holds it against
 * protobufjs. Throws `INVALID_REQUEST` for what does not parse; a number beyond 2^53−1
 * parses, and `checkPublishRequest` refuses it by name.
 */
export function decodePublishRequest(bytes: Buffer): PublishRequest {
  return readRequest(new ProtobufReader(bytes));
}

/** Reads a `weir.v1.PublishStreamRequest`, likewise. */
export function decodePublishStreamRequest(bytes: Buffer): PublishStreamRequest {
  const reader = new ProtobufReader(bytes);
  let request: PublishRequest | null = null;
  while (!reader.isAtEnd) {
    const tag = reader.readTag();
    if (tag === streamTag.request) request = readRequest(readerOfField(reader));
    else reader.skip(tag);
  }
  return { request };
}

function readRequest(reader: ProtobufReader): PublishRequest {
  const records: PublishRecord[] = [];
  const names = new TopicNames(reader.buffer);
  let acks: Acks = 'ACKS_UNSPECIFIED';
  let producerName = '';
  while (!reader.isAtEnd && records.length <= maxRecordsPerRequest) {
    const tag = reader.readTag();
    if (tag === requestTag.records) records.push(readRecord(readerOfField(reader), names));
    else if (tag === requestTag.acks) acks = toAcks(reader.readVarint());
    else if (tag === requestTag.producerName) producerName = reader.readString();
    else reader.skip(tag);
  }
  return { records, acks, producerName };
}

function readRecord(reader: ProtobufReader, names: TopicNames): PublishRecord {
  const record: RecordFields = { topic: '', headers: [] };
  while (!reader.isAtEnd) {
    const tag = reader.readTag();
    switch (tag) {
      case recordTag.topic:
        record.topic = names.read(reader);
        break;
      case recordTag.partition:
        record.partition = reader.readInt64() | 0;
        break;
      case recordTag.key:
        record.key = reader.readBytes();
        break;
      case recordTag.value:
        record.value = reader.readBytes();
        break;
      case recordTag.headers:
        record.headers.push(readHeader(readerOfField(reader)));
        break;
      case recordTag.timestampMs:
        record.timestampMs = reader.readRoundedInt64();
        break;
      case recordTag.sequence:
        record.sequence = reader.readRoundedInt64();
        break;
      default:
        reader.skip(tag);
    }
  }
  return record;
}

function readHeader(reader: ProtobufReader): Header {
  let key = '';
  let value: Buffer | undefined;
  while (!reader.isAtEnd) {
    const tag = reader.readTag();
    if (tag === headerTag.key) key = reader.readString();
    else if (tag === headerTag.value) value = reader.readBytes();
    else reader.skip(tag);
  }
  return value === undefined ? { key } : { key, value };
}

/** The last topic's name, and where its bytes stand. */
class TopicNames {
  readonly #buffer: Buffer;
  #name = '';
  #start = 0;
  #end = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  read(reader: ProtobufReader): string {
    const length = reader.readLength();
    const start = reader.position;
    const end = start + length;
    reader.skipBytes(length);
    const isSame =
      length === this.#end - this.#start &&
      this.#buffer.compare(this.#buffer, start, end, this.#start, this.#end) === 0;
    if (isSame) return this.#name;
    this.#name = this.#buffer.toString('utf8', start, end);
    this.#start = start;
    this.#end = end;
    return this.#name;
  }
}

/** A reader of the message in a field that `reader` stands before; `reader` then stands behind it. */
function readerOfField(reader: ProtobufReader): ProtobufReader {
  const length = reader.readLength();
  const start = reader.position;
  reader.skipBytes(length);
  return new ProtobufReader(reader.buffer, 'INVALID_REQUEST', start, start + length);
}

/** A number of a later version stays one, as with protobufjs: who looks at it refuses it. */
function toAcks(number: number): Acks {
  return acksByNumber[number] ?? (number as unknown as Acks);
}
