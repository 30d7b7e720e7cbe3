import { toWeirError } from '@weir/core';
import type { PartitionErrorInput } from '@weir/protos';

/** A problem of one partition, as it stands in a response. */
export function toPartitionError(thrown: unknown): PartitionErrorInput {
  const { code, message, metadata } = toWeirError(thrown);
  return { code, message, metadata: { ...metadata } };
}
