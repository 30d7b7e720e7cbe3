import { Buffer } from 'node:buffer';
import {
  fieldSize,
  numberSize,
  tagOf,
  wireType,
  writeBytes,
  writeLength,
  writeNumber,
} from '@weir/core';
import type {
  PublishResponseInput,
  PublishResultInput,
  PublishStreamResponseInput,
} from '@weir/protos';
import { encodePartitionError } from '@weir/runtime';

const streamTag = { response: tagOf(1, wireType.bytes) };
const responseTag = { results: tagOf(1, wireType.bytes), throttleMs: tagOf(2, wireType.varint) };
const resultTag = {
  topic: tagOf(1, wireType.bytes),
  partition: tagOf(2, wireType.varint),
  offset: tagOf(3, wireType.varint),
  error: tagOf(4, wireType.bytes),
  isDuplicate: tagOf(5, wireType.varint),
};

/**
 * Serialises a `weir.v1.PublishResponse` in one buffer, without protobufjs's two passes of objects; the
 * test holds it against protobufjs.
 */
export function encodePublishResponse(response: PublishResponseInput): Buffer {
  const encoder = new ResponseEncoder(response);
  const bytes = Buffer.allocUnsafe(encoder.size);
  encoder.write(bytes, 0);
  return bytes;
}

/** Serialises a `weir.v1.PublishStreamResponse`, likewise. */
export function encodePublishStreamResponse({ response }: PublishStreamResponseInput): Buffer {
  if (response === null || response === undefined) return Buffer.alloc(0);
  const encoder = new ResponseEncoder(response);
  const bytes = Buffer.allocUnsafe(fieldSize(encoder.size));
  encoder.write(bytes, writeLength(bytes, 0, streamTag.response, encoder.size));
  return bytes;
}

class ResponseEncoder {
  readonly size: number;
  readonly #results: readonly PublishResultInput[];
  readonly #throttleMs: number;
  /** Of the results that have one, by index. */
  readonly #errors = new Map<number, Buffer>();
  readonly #sizes: number[] = [];

  constructor({ results = [], throttleMs = 0 }: PublishResponseInput) {
    this.#results = results;
    this.#throttleMs = throttleMs;
    let size = throttleMs === 0 ? 0 : numberSize(throttleMs);
    for (const [index, result] of results.entries()) {
      if (result.error) this.#errors.set(index, encodePartitionError(result.error));
      const resultBytes = resultSize(result, this.#errors.get(index));
      this.#sizes.push(resultBytes);
      size += fieldSize(resultBytes);
    }
    this.size = size;
  }

  write(target: Buffer, position: number): void {
    let at = position;
    for (const [index, result] of this.#results.entries()) {
      at = writeLength(target, at, responseTag.results, this.#sizes[index] ?? 0);
      at = writeResult(target, at, result, this.#errors.get(index));
    }
    if (this.#throttleMs !== 0) writeNumber(target, at, responseTag.throttleMs, this.#throttleMs);
  }
}

function resultSize(result: PublishResultInput, error: Buffer | undefined): number {
  const { topic = '', partition = 0, offset = 0, isDuplicate = false } = result;
  return (
    (topic === '' ? 0 : fieldSize(Buffer.byteLength(topic))) +
    (partition === 0 ? 0 : numberSize(partition)) +
    (offset === 0 ? 0 : numberSize(Number(offset))) +
    (error === undefined ? 0 : fieldSize(error.length)) +
    (isDuplicate ? 2 : 0)
  );
}

function writeResult(
  target: Buffer,
  position: number,
  result: PublishResultInput,
  error: Buffer | undefined,
): number {
  const { topic = '', partition = 0, offset = 0, isDuplicate = false } = result;
  let at = position;
  if (topic !== '') {
    at = writeLength(target, at, resultTag.topic, Buffer.byteLength(topic));
    at += target.write(topic, at);
  }
  if (partition !== 0) at = writeNumber(target, at, resultTag.partition, partition);
  if (offset !== 0) at = writeNumber(target, at, resultTag.offset, Number(offset));
  if (error !== undefined) at = writeBytes(target, at, resultTag.error, error);
  return isDuplicate ? writeNumber(target, at, resultTag.isDuplicate, 1) : at;
}
