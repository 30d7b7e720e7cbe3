import type { Buffer } from 'node:buffer';
import { decodeRecordBatch, type LogRecord, readRecords, verifyCrc } from '@weir/core';
import type { MicroCase } from '../micro-case.ts';
import { encode, sampleRecords, stampedBatch } from './sample-batches.ts';

interface RecordShape {
  readonly id: string;
  readonly what: string;
  readonly valueBytes: number;
  readonly hasKeyAndHeaders: boolean;
}

/** Batches are about this large, as a loaded producer's are. */
const batchBytes = 256 * 1024;
const headersPerRun = 1_000;

const shapes: readonly RecordShape[] = [
  { id: '100b', what: '100 B', valueBytes: 100, hasKeyAndHeaders: false },
  { id: '100b-headers', what: '100 B, key, 2 headers', valueBytes: 100, hasKeyAndHeaders: true },
  { id: '1k', what: '1 KiB', valueBytes: 1024, hasKeyAndHeaders: false },
  { id: '1k-headers', what: '1 KiB, key, 2 headers', valueBytes: 1024, hasKeyAndHeaders: true },
];

/** What producers and consumers do to records, and leaders to batches. */
export const batchCases: readonly MicroCase[] = [
  ...shapes.map(encodeCase),
  ...shapes.map(decodeCase),
  checkCase('check-1k', 'check a batch of 1 KiB', 1024, 100),
  checkCase('check-256k', 'check a batch of 256 KiB', batchBytes, 1),
  {
    id: 'read-header',
    what: 'read the header of a batch',
    unit: 'batches',
    operationsPerRun: headersPerRun,
    prepare() {
      const batch = stampedBatch(0, batchBytes);
      return {
        run() {
          let sum = 0;
          for (let index = 0; index < headersPerRun; index += 1) {
            sum += decodeRecordBatch(batch).header.recordCount;
          }
          return sum;
        },
      };
    },
  },
];

function recordsPerBatch({ valueBytes }: RecordShape): number {
  return Math.floor(batchBytes / valueBytes);
}

function encodeCase(shape: RecordShape): MicroCase {
  const { valueBytes, hasKeyAndHeaders } = shape;
  return {
    id: `encode-${shape.id}`,
    what: `encode records of ${shape.what}`,
    unit: 'records',
    operationsPerRun: recordsPerBatch(shape),
    prepare() {
      const records = sampleRecords(recordsPerBatch(shape), valueBytes, hasKeyAndHeaders);
      return { run: () => encode(records) };
    },
  };
}

function decodeCase(shape: RecordShape): MicroCase {
  const { valueBytes, hasKeyAndHeaders } = shape;
  return {
    id: `decode-${shape.id}`,
    what: `check, decode records of ${shape.what}, touch all`,
    unit: 'records',
    operationsPerRun: recordsPerBatch(shape),
    prepare() {
      const batch = encode(sampleRecords(recordsPerBatch(shape), valueBytes, hasKeyAndHeaders));
      const touch = hasKeyAndHeaders ? touchAll : touchValue;
      return { run: () => touchRecords(batch, touch) };
    },
  };
}

function touchRecords(batch: Buffer, touch: (record: LogRecord) => number): number {
  let sum = 0;
  for (const record of readRecords(batch)) sum += touch(record);
  return sum;
}

function touchValue({ value }: LogRecord): number {
  return value?.[value.length - 1] ?? 0;
}

function touchAll(record: LogRecord): number {
  return touchValue(record) + (record.key?.[0] ?? 0) + record.headers.length;
}

function checkCase(id: string, what: string, bytes: number, batchesPerRun: number): MicroCase {
  return {
    id,
    what,
    unit: 'batches',
    operationsPerRun: batchesPerRun,
    prepare() {
      const batch = stampedBatch(0, bytes);
      return {
        run() {
          for (let index = 0; index < batchesPerRun; index += 1) {
            verifyCrc(decodeRecordBatch(batch));
          }
        },
      };
    },
  };
}
