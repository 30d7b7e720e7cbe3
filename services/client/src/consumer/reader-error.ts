import { WeirError } from '@weir/core';
import type { PartitionReader } from './partition-reader.ts';

/** The error of a partition, with its name and position for people and programs. */
export function readerError(reader: PartitionReader, error: WeirError): WeirError {
  const { topic, partition, fetchOffset } = reader;
  const { log_start_offset: logStart, high_watermark: highWatermark } = error.metadata;
  const range =
    logStart === undefined || highWatermark === undefined
      ? ''
      : ` (log start ${logStart}, high watermark ${highWatermark})`;
  return new WeirError(
    error.code,
    `${topic}/${partition} at offset ${fetchOffset}${range}: ${error.message}`,
    {
      cause: error,
      metadata: {
        ...error.metadata,
        topic,
        partition: String(partition),
        offset: String(fetchOffset),
      },
    },
  );
}
