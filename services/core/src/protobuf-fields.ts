import { Buffer } from 'node:buffer';
import { int64Size, varintSize, writeInt64, writeVarint } from './protobuf-writer.ts';

/**
 * Whole protobuf fields, tag and all, for those whose tag is one byte long: numbers 1 to 15.
 *
 * As in `protobuf-writer.ts`: each `write…` returns the position after what it wrote.
 */

/** Bytes of a field of so many bytes. */
export function fieldSize(length: number): number {
  return 1 + varintSize(length) + length;
}

/** Bytes of a field with an int64 or int32. */
export function numberSize(value: number): number {
  return 1 + int64Size(value);
}

/** Writes a field with an int64 or int32. */
export function writeNumber(target: Buffer, position: number, tag: number, value: number): number {
  target[position] = tag;
  return writeInt64(target, position + 1, value);
}

/** Writes the head of a field of so many bytes, which are to follow. */
export function writeLength(target: Buffer, position: number, tag: number, length: number): number {
  target[position] = tag;
  return writeVarint(target, position + 1, length);
}

/** Writes a field with bytes, which are copied. */
export function writeBytes(target: Buffer, position: number, tag: number, bytes: Buffer): number {
  const at = writeLength(target, position, tag, bytes.length);
  target.set(bytes, at);
  return at + bytes.length;
}

/** A field with bytes, in a buffer of its own. */
export function bytesField(tag: number, bytes: Buffer): Buffer {
  const field = Buffer.allocUnsafe(fieldSize(bytes.length));
  writeBytes(field, 0, tag, bytes);
  return field;
}

/** A field with a text, likewise. */
export function stringField(tag: number, text: string): Buffer {
  return bytesField(tag, Buffer.from(text));
}
