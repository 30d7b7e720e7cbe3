import type { RecordHeader } from '@weir/core';
import type { ProducerHeaders } from './producer-record.ts';

/** Headers as a list, whichever way they were given. */
export function toHeaders(headers: ProducerHeaders): readonly RecordHeader[] {
  if (isList(headers)) return headers;
  return Object.entries(headers).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? Buffer.from(value) : value,
  }));
}

function isList(headers: ProducerHeaders): headers is readonly RecordHeader[] {
  return Array.isArray(headers);
}
