import { Buffer } from 'node:buffer';

import { invariant } from './invariant.ts';
import type { RecordHeader } from './log-record.ts';
import { varintSize, writeVarint, zigzag } from './protobuf-writer.ts';
import { headerTag, recordsTag, recordTag } from './record-layout.ts';
import { WeirError } from './weir-error.ts';

/** A key or value as it is appended. A string is written as UTF-8; `null` differs from empty. */
export type RecordBytes = Uint8Array | string | null;

/** The largest record batch that any topic takes: it must fit into a gRPC message. */
export const maxRecordBatchBytes = 8 * 1024 * 1024;

/** How large a builder's set may grow, and what it allocates. All in bytes. */
export interface RecordSetBuilderOptions {
  /** Size above which no further record is taken; one that is larger alone still is. */
  readonly targetBytes?: number;
  /** First allocation; doubled as often as needed. */
  readonly initialBytes?: number;
  /** Room left in front of the set for a header: see `buildBehind`. */
  readonly headroomBytes?: number;
  /** Makes a buffer of so many bytes, which need not be zero; Node's own by default. */
  readonly allocate?: (bytes: number) => Buffer;
}

const defaultInitialBytes = 2048;
const largestDeltaMs = 2 ** 52 - 1;
const noHeaders: readonly RecordHeader[] = [];

/**
 * Encodes records one after the other into one growing buffer: a `weir.v1.RecordSet`.
 *
 * The bytes are those that any protobuf library makes of the same records. Nothing is allocated per
 * record.
 *
 * Invariants:
 *   - Once built the buffer is never written again.
 * Tests: `record-set-builder.test.ts`.
 */
export class RecordSetBuilder {
  readonly #targetBytes: number;
  readonly #headroomBytes: number;
  readonly #allocate: (bytes: number) => Buffer;
  #buffer: Buffer;
  #end: number;
  #recordCount = 0;
  #isBuilt = false;

  constructor(options: RecordSetBuilderOptions = {}) {
    this.#targetBytes = Math.min(options.targetBytes ?? maxRecordBatchBytes, maxRecordBatchBytes);
    this.#headroomBytes = options.headroomBytes ?? 0;
    this.#end = this.#headroomBytes;
    this.#allocate = options.allocate ?? ((bytes) => Buffer.allocUnsafe(bytes));
    this.#buffer = this.#allocate(
      this.#headroomBytes + (options.initialBytes ?? defaultInitialBytes),
    );
  }

  /** All memory of the set, for whoever allocated it. */
  get buffer(): Buffer {
    return this.#buffer;
  }

  /** Bytes of the set so far. */
  get sizeBytes(): number {
    return this.#end - this.#headroomBytes;
  }

  /** Records appended so far. */
  get recordCount(): number {
    return this.#recordCount;
  }

  /**
   * Encodes a record behind the others.
   *
   * Returns false, with nothing appended, when the set has records and would grow beyond its target.
   * Throws `RECORD_BATCH_TOO_LARGE` for a record that fits no batch, `INVALID_TIMESTAMP` for a delta
   * that is no integer within ±(2^52 − 1).
   */
  append(
    key: RecordBytes,
    value: RecordBytes,
    headers: readonly RecordHeader[] = noHeaders,
    timestampDeltaMs = 0,
  ): boolean {
    invariant(!this.#isBuilt, 'a built record set is not appended to');
    const delta = checkDelta(timestampDeltaMs);
    const keySize = sizeOf(key);
    const valueSize = sizeOf(value);
    const bodySize =
      fieldSize(keySize) +
      fieldSize(valueSize) +
      headersSize(headers) +
      (delta === 0 ? 0 : 1 + varintSize(delta));
    const recordSize = fieldSize(bodySize);
    if (!this.#makeRoom(recordSize)) return false;

    const buffer = this.#buffer;
    let at = writeTag(buffer, this.#end, recordsTag);
    at = writeVarint(buffer, at, bodySize);
    if (key !== null) at = writeBytes(buffer, writeTag(buffer, at, recordTag.key), key, keySize);
    if (value !== null) {
      at = writeBytes(buffer, writeTag(buffer, at, recordTag.value), value, valueSize);
    }
    if (headers.length > 0) at = writeHeaders(buffer, at, headers);
    if (delta !== 0) {
      at = writeVarint(buffer, writeTag(buffer, at, recordTag.timestampDeltaMs), delta);
    }
    this.#end = at;
    this.#recordCount += 1;
    return true;
  }

  /** The serialised set, a view of the builder's buffer. Nothing can be appended afterwards. */
  build(): Buffer {
    return this.buildBehind(0);
  }

  /** As `build`, with `frontBytes` of the headroom in front, for a header to be written in place. */
  buildBehind(frontBytes: number): Buffer {
    invariant(frontBytes <= this.#headroomBytes, 'the headroom holds what goes in front');
    this.#isBuilt = true;
    return this.#buffer.subarray(this.#headroomBytes - frontBytes, this.#end);
  }

  #makeRoom(recordSize: number): boolean {
    if (recordSize > maxRecordBatchBytes) {
      throw new WeirError(
        'RECORD_BATCH_TOO_LARGE',
        `Record takes ${recordSize} bytes, a batch holds at most ${maxRecordBatchBytes}`,
      );
    }
    if (this.#recordCount > 0 && this.sizeBytes + recordSize > this.#targetBytes) return false;

    const needed = this.#end + recordSize;
    if (needed > this.#buffer.length) this.#grow(needed);
    return true;
  }

  #grow(needed: number): void {
    const grown = this.#allocate(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, this.#headroomBytes, this.#headroomBytes, this.#end);
    this.#buffer = grown;
  }
}

function checkDelta(timestampDeltaMs: number): number {
  if (Number.isSafeInteger(timestampDeltaMs) && Math.abs(timestampDeltaMs) <= largestDeltaMs) {
    return zigzag(timestampDeltaMs);
  }
  throw new WeirError(
    'INVALID_TIMESTAMP',
    `Timestamp delta ${timestampDeltaMs} is not an integer within ±${largestDeltaMs}`,
  );
}

/** Bytes of a key or value, −1 when it is null. */
function sizeOf(data: RecordBytes): number {
  if (data === null) return -1;
  return typeof data === 'string' ? Buffer.byteLength(data) : data.length;
}

/** Bytes of a bytes field with a one-byte tag; none at all for a size of −1. */
function fieldSize(size: number): number {
  return size < 0 ? 0 : 1 + varintSize(size) + size;
}

function headersSize(headers: readonly RecordHeader[]): number {
  let total = 0;
  for (const header of headers) total += fieldSize(headerSize(header));
  return total;
}

function headerSize(header: RecordHeader): number {
  const keyPart = header.key === '' ? 0 : fieldSize(Buffer.byteLength(header.key));
  return keyPart + fieldSize(sizeOf(header.value));
}

function writeHeaders(buffer: Buffer, position: number, headers: readonly RecordHeader[]): number {
  let at = position;
  for (const header of headers) {
    const { key, value } = header;
    at = writeVarint(buffer, writeTag(buffer, at, recordTag.headers), headerSize(header));
    if (key !== '') {
      at = writeBytes(buffer, writeTag(buffer, at, headerTag.key), key, Buffer.byteLength(key));
    }
    if (value !== null) {
      at = writeBytes(buffer, writeTag(buffer, at, headerTag.value), value, value.length);
    }
  }
  return at;
}

/** Writes a bytes field, but for its tag. */
function writeBytes(
  buffer: Buffer,
  position: number,
  data: Uint8Array | string,
  size: number,
): number {
  const at = writeVarint(buffer, position, size);
  if (typeof data === 'string') buffer.write(data, at);
  else buffer.set(data, at);
  return at + size;
}

/** Writes a tag of one byte. */
function writeTag(buffer: Buffer, position: number, tag: number): number {
  buffer[position] = tag;
  return position + 1;
}
