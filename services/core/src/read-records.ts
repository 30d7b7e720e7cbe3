import { Buffer } from 'node:buffer';

import type { Offset } from './brand.ts';
import { decompress } from './compression.ts';
import { decodeRecordBatch, type RecordBatch, verifyCrc } from './record-batch-header.ts';
import { RecordSet } from './record-set.ts';
import { WeirError } from './weir-error.ts';

/** Which records of a batch to read, within which limits. */
export interface ReadRecordsOptions {
  /** First offset wanted, inclusive; earlier records of the batch are passed over. */
  readonly fromOffset?: Offset;
  /** Most bytes that the records may decompress to; 64 MiB by default. */
  readonly maxDecompressedBytes?: number;
}

const defaultMaxDecompressedBytes = 64 * 1024 * 1024;

/**
 * The records of a batch, serialised or decoded, with their offsets and timestamps.
 *
 * Checks the crc, decompresses, and checks the number of records before it returns; each record is
 * then decoded as the iteration comes to it. Throws `CORRUPT_BATCH`, `UNSUPPORTED_COMPRESSION`, or
 * `RECORD_BATCH_TOO_LARGE` for records that decompress to more than the limit. Control batches are
 * read like any other: look at `header.isControl` first.
 */
export function readRecords(
  batch: Buffer | RecordBatch,
  options: ReadRecordsOptions = {},
): RecordSet {
  const decoded = Buffer.isBuffer(batch) ? decodeRecordBatch(batch) : batch;
  const { header } = decoded;
  verifyCrc(decoded);
  const limit = options.maxDecompressedBytes ?? defaultMaxDecompressedBytes;
  const plain = decompress(header.codec, decoded.records, limit);
  const fromOffset = options.fromOffset ?? header.baseOffset;
  const records = new RecordSet(plain, {
    baseOffset: header.baseOffset,
    baseTimestampMs: header.baseTimestampMs,
    logAppendTimeMs: header.timestampType === 'LogAppendTime' ? header.maxTimestampMs : undefined,
    skipRecords: Math.max(0, fromOffset - header.baseOffset),
  });
  if (records.totalRecordCount !== header.recordCount) {
    throw new WeirError(
      'CORRUPT_BATCH',
      `Batch says ${header.recordCount} records and has ${records.totalRecordCount}`,
    );
  }
  return records;
}
