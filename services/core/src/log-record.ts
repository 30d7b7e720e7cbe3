import type { Buffer } from 'node:buffer';

import type { Offset } from './brand.ts';
import { ProtobufReader } from './protobuf-reader.ts';
import { varintSize, wireType } from './protobuf-writer.ts';
import { type RecordFrames, shortVarintAt } from './record-frames.ts';
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
  readonly #times: RecordTimes;
  readonly #buffer: Buffer;
  readonly #end: number;
  #timestampDeltaMs = 0;
  #keyStart = -1;
  #keyEnd = -1;
  #valueStart = -1;
  #valueEnd = -1;
  #headersStart = -1;
  #key: Buffer | null | undefined;
  #value: Buffer | null | undefined;
  #headers: readonly LogRecordHeader[] | undefined;

  /**
   * Reads the record that `frame` is at. For `RecordCursor` only.
   *
   * Throws `CORRUPT_BATCH` when its fields do not parse.
   */
  constructor(frame: RecordFrames, offset: Offset, times: RecordTimes) {
    this.offset = offset;
    this.#times = times;
    this.#buffer = frame.buffer;
    this.#end = frame.end;
    if (!this.#findShortFields(frame.start)) this.#findFields(frame.start);
  }

  /** Unix milliseconds, of the producer or, with `LogAppendTime`, of the leader. */
  get timestampMs(): number {
    const { baseTimestampMs, logAppendTimeMs } = this.#times;
    return logAppendTimeMs ?? baseTimestampMs + this.#timestampDeltaMs;
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

  /** The key as UTF-8, `null` for none. */
  keyText(): string | null {
    if (this.#keyStart < 0) return null;
    return this.#buffer.toString('utf8', this.#keyStart, this.#keyEnd);
  }

  /** The value as UTF-8, `null` for none. */
  valueText(): string | null {
    if (this.#valueStart < 0) return null;
    return this.#buffer.toString('utf8', this.#valueStart, this.#valueEnd);
  }

  /** Finds the fields of a record as builders write it; false for one that is to be read with care. */
  #findShortFields(start: number): boolean {
    const buffer = this.#buffer;
    let at = start;
    while (at < this.#end) {
      // The length of a field, or the timestamp.
      const number = shortVarintAt(buffer, at + 1);
      if (number < 0) return false;
      const from = at + 1 + varintSize(number);
      if (buffer[at] === recordTag.timestampDeltaMs) {
        this.#timestampDeltaMs = (number >>> 1) ^ -(number & 1);
        at = from;
      } else {
        if (!this.#noteField(at, from, from + number)) return false;
        at = from + number;
      }
    }
    return at === this.#end;
  }

  /** Notes the place of a field with a length; false for an unknown one. */
  #noteField(tagAt: number, from: number, to: number): boolean {
    switch (this.#buffer[tagAt]) {
      case recordTag.key:
        this.#keyStart = from;
        this.#keyEnd = to;
        return true;
      case recordTag.value:
        this.#valueStart = from;
        this.#valueEnd = to;
        return true;
      case recordTag.headers:
        if (this.#headersStart < 0) this.#headersStart = tagAt;
        return true;
      default:
        return false;
    }
  }

  /** Finds the fields of any record. */
  #findFields(start: number): void {
    const end = this.#end;
    const reader = new ProtobufReader(this.#buffer, 'CORRUPT_BATCH', start);
    this.#headersStart = -1;
    while (reader.position < end) {
      const fieldStart = reader.position;
      const tag = reader.readTag();
      if (tag === recordTag.timestampDeltaMs) {
        this.#timestampDeltaMs = reader.readSint64();
      } else if ((tag & 7) === wireType.bytes) {
        const size = reader.readLength();
        const from = reader.position;
        reader.skipBytes(size);
        if (tag <= recordTag.headers) this.#noteField(fieldStart, from, from + size);
      } else {
        reader.skip(tag);
      }
    }
    if (reader.position !== end) throw overrun(this.offset);
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
