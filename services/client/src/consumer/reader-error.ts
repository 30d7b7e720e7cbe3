import { WeirError } from '@weir/core';
import type { PartitionReader } from './partition-reader.ts';

/** The error of a partition, with its name and position for people and programs. */
export function readerError(reader: PartitionReader, error: WeirError): WeirError {
  const { topic, partition, fetchOffset } = reader;
  return new WeirError(
    error.code,
    `${topic}/${partition} at offset ${fetchOffset}${rangeOf(error)}: ${error.message}`,
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

function rangeOf({ metadata }: WeirError): string {
  const {
    log_start_offset: logStart,
    high_watermark: highWatermark,
    end_offset: endOffset,
  } = metadata;
  if (logStart !== undefined && highWatermark !== undefined) {
    return ` (log start ${logStart}, high watermark ${highWatermark})`;
  }
  if (endOffset === undefined) return '';
  return Number(endOffset) < 0
    ? ' (the logs have nothing in common)'
    : ` (the logs agree below ${endOffset})`;
}
