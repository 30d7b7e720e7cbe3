import { isErrorCode, WeirError } from '@weir/core';
import type { PartitionError } from '@weir/protos';

/** The error of one partition in an answer; undefined where it has none. */
export function fromPartitionError(error: PartitionError | null): WeirError | undefined {
  if (error === null || error.code === '') return undefined;
  const code = isErrorCode(error.code) ? error.code : 'UNKNOWN_SERVER_ERROR';
  return new WeirError(code, error.message === '' ? code : error.message, {
    metadata: error.metadata,
  });
}
