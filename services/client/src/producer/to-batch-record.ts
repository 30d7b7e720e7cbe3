import type { RecordHeader } from '@weir/core';
import type { BatchRecord } from './produce-batch.ts';
import type { ProducerHeaders, ProducerRecord } from './producer-record.ts';

/** The record as a batch takes it: defaults filled in, headers in one form. */
export function toBatchRecord(record: ProducerRecord, nowMs: number): BatchRecord {
  return {
    key: record.key ?? null,
    value: record.value,
    headers: record.headers === undefined ? undefined : toHeaders(record.headers),
    timestampMs: record.timestampMs ?? nowMs,
  };
}

function toHeaders(headers: ProducerHeaders): readonly RecordHeader[] {
  if (isList(headers)) return headers;
  return Object.entries(headers).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? Buffer.from(value) : value,
  }));
}

function isList(headers: ProducerHeaders): headers is readonly RecordHeader[] {
  return Array.isArray(headers);
}
