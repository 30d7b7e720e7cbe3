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
  FetchPartitionDataInput,
  FetchStreamDataInput,
  PartitionErrorInput,
} from '@weir/protos';
import { encodePartitionError } from '@weir/runtime';

/** One partition's part of a message to a consumer. */
export interface FetchItem extends FetchStreamDataInput {
  readonly sessionId: number;
  readonly data: FetchItemData;
  /** Told once the batches are in the message: their memory may be used again. */
  readonly onCopied?: (() => void) | undefined;
}

/** What is said of the partition. */
export interface FetchItemData extends FetchPartitionDataInput {
  readonly topicId: string;
  readonly partition: number;
  readonly error?: PartitionErrorInput;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly leaderEpoch: number;
  readonly batches: Buffer[];
}

/** What is said of a partition that cannot be read, beside the error. */
export const noData = { highWatermark: -1, logStartOffset: 0, leaderEpoch: 0, batches: [] };

const responseTag = { partitions: tagOf(1, wireType.bytes) };
const itemTag = { sessionId: tagOf(1, wireType.varint), data: tagOf(2, wireType.bytes) };
const dataTag = {
  topicId: tagOf(1, wireType.bytes),
  partition: tagOf(2, wireType.varint),
  error: tagOf(3, wireType.bytes),
  highWatermark: tagOf(4, wireType.varint),
  logStartOffset: tagOf(5, wireType.varint),
  batches: tagOf(6, wireType.bytes),
  leaderEpoch: tagOf(7, wireType.varint),
};

/**
 * Serialises a `weir.v1.FetchStreamResponse` for `@grpc/grpc-js`, copying each batch once: from where
 * it is into the frame that is sent.
 *
 * grpc-js makes that frame itself, and asks what a serialiser returns for `byteLength` and `copy` alone.
 * What is returned here has these two and writes the message when it is copied. The bytes are those of
 * the proto; `encode-fetch-stream-response.test.ts` holds both.
 */
export function encodeFetchStreamResponse({
  partitions,
}: {
  readonly partitions: readonly FetchItem[];
}): Buffer {
  return new EncodedResponse(partitions) as unknown as Buffer;
}

class EncodedResponse {
  readonly byteLength: number;
  readonly #items: readonly FetchItem[];
  readonly #errors: readonly (Buffer | undefined)[];
  readonly #dataSizes: readonly number[];

  constructor(items: readonly FetchItem[]) {
    this.#items = items;
    this.#errors = items.map(({ data }) => data.error && encodePartitionError(data.error));
    this.#dataSizes = items.map(({ data }, index) => dataSize(data, this.#errors[index]));
    this.byteLength = items.reduce(
      (sum, item, index) => sum + fieldSize(itemSize(item, this.#dataSizes[index] ?? 0)),
      0,
    );
  }

  copy(target: Buffer, targetStart = 0): number {
    let at = targetStart;
    for (const [index, item] of this.#items.entries()) {
      const size = this.#dataSizes[index] ?? 0;
      at = writeLength(target, at, responseTag.partitions, itemSize(item, size));
      at = writeNumber(target, at, itemTag.sessionId, item.sessionId);
      at = writeLength(target, at, itemTag.data, size);
      at = writeData(target, at, item.data, this.#errors[index]);
      item.onCopied?.();
    }
    return at - targetStart;
  }
}

function itemSize({ sessionId }: FetchItem, size: number): number {
  return numberSize(sessionId) + fieldSize(size);
}

function dataSize(data: FetchItemData, error: Buffer | undefined): number {
  let size =
    fieldSize(Buffer.byteLength(data.topicId)) +
    numberSize(data.partition) +
    (error === undefined ? 0 : fieldSize(error.length)) +
    numberSize(data.highWatermark) +
    numberSize(data.logStartOffset) +
    numberSize(data.leaderEpoch);
  for (const batch of data.batches) size += fieldSize(batch.length);
  return size;
}

function writeData(
  target: Buffer,
  position: number,
  data: FetchItemData,
  error: Buffer | undefined,
): number {
  let at = writeLength(target, position, dataTag.topicId, Buffer.byteLength(data.topicId));
  at += target.write(data.topicId, at);
  at = writeNumber(target, at, dataTag.partition, data.partition);
  if (error !== undefined) at = writeBytes(target, at, dataTag.error, error);
  at = writeNumber(target, at, dataTag.highWatermark, data.highWatermark);
  at = writeNumber(target, at, dataTag.logStartOffset, data.logStartOffset);
  for (const batch of data.batches) at = writeBytes(target, at, dataTag.batches, batch);
  return writeNumber(target, at, dataTag.leaderEpoch, data.leaderEpoch);
}
