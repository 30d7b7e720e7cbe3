import type { Buffer } from 'node:buffer';

/**
 * Protobuf wire primitives that write into a buffer with room enough.
 *
 * Each `write…` returns the position after what it wrote; each `…Size` the bytes that its `write…`
 * takes. Plain functions on numbers: no BigInt, nothing allocated.
 */

const bytesOfVarint64 = 10;

/** The tag of a field: its number, and how it is laid out on the wire. */
export function tagOf(fieldNumber: number, wireType: number): number {
  return ((fieldNumber << 3) | wireType) >>> 0;
}

/** How protobuf lays a field out. The group types 3 and 4 are not used. */
export const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Bytes of `value`, a safe integer from 0 on, as a varint: 1 to 8. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x40_00) return 2;
  if (value < 0x20_00_00) return 3;
  if (value < 0x10_00_00_00) return 4;
  let size = 4;
  for (let rest = Math.floor(value / 0x10_00_00_00); rest > 0; rest = Math.floor(rest / 0x80)) {
    size += 1;
  }
  return size;
}

/** Bytes of `value`, a safe integer, as an int64 or int32: ten when it is negative. */
export function int64Size(value: number): number {
  return value < 0 ? bytesOfVarint64 : varintSize(value);
}

/** `value` as protobuf's zigzag number: small for small magnitudes. Exact within ±(2^52 − 1). */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** Writes a safe integer from 0 on as a varint. */
export function writeVarint(buffer: Buffer, position: number, value: number): number {
  let at = position;
  let rest = value;
  while (rest > 0x7f_ff_ff_ff) {
    buffer[at] = (rest & 0x7f) | 0x80;
    rest = Math.floor(rest / 0x80);
    at += 1;
  }
  while (rest > 0x7f) {
    buffer[at] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
    at += 1;
  }
  buffer[at] = rest;
  return at + 1;
}

/** Writes a safe integer as an int64 or int32: two's complement, ten bytes when negative. */
export function writeInt64(buffer: Buffer, position: number, value: number): number {
  if (value >= 0) return writeVarint(buffer, position, value);

  // −n is the complement of n − 1; nine groups of seven bits, then the sign bit alone.
  let complement = -value - 1;
  for (let index = 0; index < bytesOfVarint64 - 1; index += 1) {
    buffer[position + index] = 0xff - (complement & 0x7f);
    complement = Math.floor(complement / 0x80);
  }
  buffer[position + bytesOfVarint64 - 1] = 1;
  return position + bytesOfVarint64;
}

/** Writes an unsigned 32-bit number, little-endian. */
export function writeFixed32(buffer: Buffer, position: number, value: number): number {
  return buffer.writeUInt32LE(value, position);
}

/** Writes a safe integer from 0 on as a fixed64, little-endian. */
export function writeFixed64(buffer: Buffer, position: number, value: number): number {
  buffer.writeUInt32LE(value % 0x1_00_00_00_00, position);
  return buffer.writeUInt32LE(Math.floor(value / 0x1_00_00_00_00), position + 4);
}
