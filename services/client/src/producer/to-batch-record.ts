import type { BatchRecord } from './produce-batch.ts';
import type { ProducerRecord } from './producer-record.ts';
import { toHeaders } from './to-headers.ts';

/** The record as a batch takes it: defaults filled in, headers in one form. */
export function toBatchRecord(record: ProducerRecord, nowMs: number): BatchRecord {
  return {
    key: record.key ?? null,
    value: record.value,
    headers: record.headers === undefined ? undefined : toHeaders(record.headers),
    timestampMs: record.timestampMs ?? nowMs,
  };
}
