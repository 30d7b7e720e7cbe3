import type { Buffer } from 'node:buffer';

import type { ErrorCode } from './error-code.ts';
import { wireType } from './protobuf-writer.ts';
import { WeirError } from './weir-error.ts';

const bitsBelowMid = 0x10_00_00_00;
const bitsBelowHigh = bitsBelowMid * bitsBelowMid;

/**
 * Reads protobuf wire primitives from a stretch of a buffer, which it never copies.
 *
 * Whatever the bytes are, it reads within its stretch and throws a `WeirError` of the code given to
 * it for what does not parse. 64-bit numbers come as safe integers and are refused beyond.
 *
 * Invariants:
 *   - `position` never passes the end of the stretch.
 * Tests: `protobuf-reader.test.ts`.
 */
export class ProtobufReader {
  /** What is read from. */
  readonly buffer: Buffer;
  readonly #end: number;
  readonly #errorCode: ErrorCode;
  #position: number;
  // The last varint of up to 64 bits: 28 low bits, 28 middle bits, 8 high bits.
  #low = 0;
  #mid = 0;
  #high = 0;

  /** Reads `buffer` from `start` (inclusive) to `end` (exclusive), by default all of it. */
  constructor(
    buffer: Buffer,
    errorCode: ErrorCode = 'INVALID_REQUEST',
    start = 0,
    end = buffer.length,
  ) {
    this.buffer = buffer;
    this.#errorCode = errorCode;
    this.#position = start;
    this.#end = end;
  }

  /** Where the next read starts, counted from the start of the buffer. */
  get position(): number {
    return this.#position;
  }

  /** Whether everything has been read. */
  get isAtEnd(): boolean {
    return this.#position >= this.#end;
  }

  /** The next field's tag: `tagOf(fieldNumber, wireType)`. */
  readTag(): number {
    const tag = this.readVarint();
    if (tag < 8 || tag > 0xff_ff_ff_ff) throw this.#fail(`Tag ${tag} is not a field's`);
    return tag;
  }

  /** A varint that holds a safe integer from 0 on: uint32, uint64, bool, enum. */
  readVarint(): number {
    const first = this.#readByte();
    if (first < 0x80) return first;

    let value = first & 0x7f;
    let factor = 0x80;
    for (let count = 1; count < 10; count += 1) {
      const byte = this.#readByte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return this.#checkSafe(value);
      factor *= 0x80;
    }
    throw this.#fail('Varint is longer than ten bytes');
  }

  /** An int64 or int32: two's complement, so negative numbers are ten bytes long. */
  readInt64(): number {
    return this.#checkSafe(this.readRoundedInt64());
  }

  /**
   * The same for a reader that may not throw on a number: beyond 2^53−1 it is rounded, to what is no safe
   * integer either, for a later check to refuse.
   */
  readRoundedInt64(): number {
    this.#readVarint64();
    if (this.#high < 0x80) {
      return this.#low + this.#mid * bitsBelowMid + this.#high * bitsBelowHigh;
    }
    const complement =
      (0xff - this.#high) * bitsBelowHigh +
      (0x0f_ff_ff_ff - this.#mid) * bitsBelowMid +
      (0x0f_ff_ff_ff - this.#low);
    return -complement - 1;
  }

  /** A sint64 or sint32: zigzag. */
  readSint64(): number {
    this.#readVarint64();
    const half =
      this.#high * (bitsBelowHigh / 2) + this.#mid * (bitsBelowMid / 2) + (this.#low >>> 1);
    return this.#checkSafe((this.#low & 1) === 0 ? half : -half - 1);
  }

  /** A fixed32, unsigned. */
  readFixed32(): number {
    return this.buffer.readUInt32LE(this.#take(4));
  }

  /** A fixed64 that holds a safe integer from 0 on. */
  readFixed64(): number {
    const start = this.#take(8);
    const high = this.buffer.readUInt32LE(start + 4);
    return this.#checkSafe(high * 0x1_00_00_00_00 + this.buffer.readUInt32LE(start));
  }

  /** The length of a bytes, string or message field, all of which is there to read or `skipBytes`. */
  readLength(): number {
    const length = this.readVarint();
    if (length > this.#end - this.#position) {
      throw this.#fail(`Field of ${length} bytes has only ${this.#end - this.#position}`);
    }
    return length;
  }

  /** A bytes or message field, as a view of the buffer. */
  readBytes(): Buffer {
    const length = this.readLength();
    const start = this.#take(length);
    return this.buffer.subarray(start, start + length);
  }

  /** A string field. Bytes that are no UTF-8 become U+FFFD. */
  readString(): string {
    const length = this.readLength();
    const start = this.#take(length);
    return this.buffer.toString('utf8', start, start + length);
  }

  /** Passes over `length` bytes. */
  skipBytes(length: number): void {
    this.#take(length);
  }

  /** Passes over the value of a field with this tag. Groups, which proto3 has not, are refused. */
  skip(tag: number): void {
    switch (tag & 7) {
      case wireType.varint:
        this.#readVarint64();
        break;
      case wireType.fixed64:
        this.#take(8);
        break;
      case wireType.bytes:
        this.#take(this.readLength());
        break;
      case wireType.fixed32:
        this.#take(4);
        break;
      default:
        throw this.#fail(`Field ${tag >>> 3} has unknown wire type ${tag & 7}`);
    }
  }

  #readVarint64(): void {
    this.#low = 0;
    this.#mid = 0;
    this.#high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#readByte();
      if (shift < 28) this.#low |= (byte & 0x7f) << shift;
      else if (shift < 56) this.#mid |= (byte & 0x7f) << (shift - 28);
      else this.#high |= ((byte & 0x7f) << (shift - 56)) & 0xff;
      if (byte < 0x80) return;
    }
    throw this.#fail('Varint is longer than ten bytes');
  }

  #readByte(): number {
    const byte = this.#position < this.#end ? this.buffer[this.#position] : undefined;
    if (byte === undefined) throw this.#fail('Ends in the middle of a field');
    this.#position += 1;
    return byte;
  }

  #take(length: number): number {
    const start = this.#position;
    if (length > this.#end - start) throw this.#fail('Ends in the middle of a field');
    this.#position = start + length;
    return start;
  }

  #checkSafe(value: number): number {
    if (Number.isSafeInteger(value)) return value;
    throw this.#fail('Number is beyond 2^53−1');
  }

  #fail(problem: string): WeirError {
    return new WeirError(this.#errorCode, `${problem}, at byte ${this.#position}`);
  }
}
