import type { Buffer } from 'node:buffer';

import type { Offset } from './brand.ts';
import { ProtobufReader } from './protobuf-reader.ts';
import { headerTag, recordTag } from './record-layout.ts';
import { WeirError } from './weir-error.ts';

/** A named value beside a record. Order is kept and keys may repeat. */
export interface RecordHeader {
  readonly key: string;
  /** `null` differs from empty. */
  readonly value: Uint8Array | null;
}

/** A header as it is read: its value is a view of the batch. */
export interface LogRecordHeader extends RecordHeader {
  readonly value: Buffer | null;
}

/** What the batch around a record says about its time. */
export interface RecordTimes {
  /** Added to each record's timestamp delta. */
  readonly baseTimestampMs: number;
  /** When given, the timestamp of every record, whatever its delta. */
  readonly logAppendTimeMs?: number | undefined;
}

/**
 * One record as read from a batch: where its parts are, not the parts.
 *
 * `key`, `value` and `headers` are made when first touched, as views of the batch's buffer: they keep
 * all of it in memory, so copy what is to live long.
 */
export class LogRecord {
  readonly offset: Offset;
  readonly timestampMs: number;
  readonly #buffer: Buffer;
  readonly #end: number;
  readonly #keyStart: number;
  readonly #keyEnd: number;
  readonly #valueStart: number;
  readonly #valueEnd: number;
  readonly #headersStart: number;
  #key: Buffer | null | undefined;
  #value: Buffer | null | undefined;
  #headers: readonly LogRecordHeader[] | undefined;

  /**
   * Reads the record of `length` bytes that `reader` is at. For `RecordSet` only.
   *
   * Throws `CORRUPT_BATCH` when its fields do not parse.
   */
  constructor(reader: ProtobufReader, length: number, offset: Offset, times: RecordTimes) {
    const end = reader.position + length;
    let keyStart = -1;
    let keyEnd = -1;
    let valueStart = -1;
    let valueEnd = -1;
    let headersStart = -1;
    let timestampDeltaMs = 0;
    while (reader.position < end) {
      const fieldStart = reader.position;
      const tag = reader.readTag();
      switch (tag) {
        case recordTag.key: {
          const size = reader.readLength();
          keyStart = reader.position;
          keyEnd = keyStart + size;
          reader.skipBytes(size);
          break;
        }
        case recordTag.value: {
          const size = reader.readLength();
          valueStart = reader.position;
          valueEnd = valueStart + size;
          reader.skipBytes(size);
          break;
        }
        case recordTag.timestampDeltaMs:
          timestampDeltaMs = reader.readSint64();
          break;
        default:
          if (tag === recordTag.headers && headersStart < 0) headersStart = fieldStart;
          reader.skip(tag);
      }
    }
    if (reader.position !== end) throw overrun(offset);

    this.offset = offset;
    this.timestampMs = times.logAppendTimeMs ?? times.baseTimestampMs + timestampDeltaMs;
    this.#buffer = reader.buffer;
    this.#end = end;
    this.#keyStart = keyStart;
    this.#keyEnd = keyEnd;
    this.#valueStart = valueStart;
    this.#valueEnd = valueEnd;
    this.#headersStart = headersStart;
  }

  /** The key's bytes, or `null` for none, which differs from an empty one. */
  get key(): Buffer | null {
    this.#key ??= this.#keyStart < 0 ? null : this.#buffer.subarray(this.#keyStart, this.#keyEnd);
    return this.#key;
  }

  /** The value's bytes, or `null` for none, which differs from an empty one. */
  get value(): Buffer | null {
    this.#value ??=
      this.#valueStart < 0 ? null : this.#buffer.subarray(this.#valueStart, this.#valueEnd);
    return this.#value;
  }

  /** The headers in order. Throws `CORRUPT_BATCH` when touched, if they do not parse. */
  get headers(): readonly LogRecordHeader[] {
    this.#headers ??= this.#headersStart < 0 ? noHeaders : this.#readHeaders();
    return this.#headers;
  }

  #readHeaders(): readonly LogRecordHeader[] {
    const headers: LogRecordHeader[] = [];
    const reader = new ProtobufReader(this.#buffer, 'CORRUPT_BATCH', this.#headersStart, this.#end);
    while (!reader.isAtEnd) {
      const tag = reader.readTag();
      if (tag === recordTag.headers) headers.push(readHeader(reader));
      else reader.skip(tag);
    }
    return headers;
  }
}

const noHeaders: readonly LogRecordHeader[] = [];

function readHeader(parent: ProtobufReader): LogRecordHeader {
  const reader = new ProtobufReader(parent.readBytes(), 'CORRUPT_BATCH');
  let key = '';
  let value: Buffer | null = null;
  while (!reader.isAtEnd) {
    const tag = reader.readTag();
    if (tag === headerTag.key) key = reader.readString();
    else if (tag === headerTag.value) value = reader.readBytes();
    else reader.skip(tag);
  }
  return { key, value };
}

function overrun(offset: Offset): WeirError {
  return new WeirError('CORRUPT_BATCH', `Record at offset ${offset} has a field beyond its end`);
}
