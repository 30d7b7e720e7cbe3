import { Buffer } from 'node:buffer';
import { bytesField, stringField, tagOf, wireType } from '@weir/core';
import type { PartitionErrorInput } from '@weir/protos';

const errorTag = {
  code: tagOf(1, wireType.bytes),
  message: tagOf(2, wireType.bytes),
  metadata: tagOf(3, wireType.bytes),
};
const entryTag = { key: tagOf(1, wireType.bytes), value: tagOf(2, wireType.bytes) };

/** Serialises a `weir.v1.PartitionError`, for messages that are written without protobufjs. */
export function encodePartitionError({
  code = '',
  message = '',
  metadata = {},
}: PartitionErrorInput): Buffer {
  return Buffer.concat([
    stringField(errorTag.code, code),
    ...(message === '' ? [] : [stringField(errorTag.message, message)]),
    ...Object.entries(metadata).map(([key, value]) =>
      bytesField(
        errorTag.metadata,
        Buffer.concat([stringField(entryTag.key, key), stringField(entryTag.value, value)]),
      ),
    ),
  ]);
}
