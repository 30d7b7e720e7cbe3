import type { Header, PublishRecord, PublishRequest } from '@weir/protos';
import { carriesTrace, traceHeaders } from '@weir/runtime';

/**
 * The request with the trace of the call in the headers of its records, so that it reaches their consumers
 * also when a publisher's library traces calls only. Records that carry a trace of their own keep it.
 */
export function withTrace(request: PublishRequest): PublishRequest {
  const headers = traceHeaders().map(toHeader);
  if (headers.length === 0) return request;
  return { ...request, records: request.records.map((record) => traced(record, headers)) };
}

function traced(record: PublishRecord, headers: readonly Header[]): PublishRecord {
  if (carriesTrace(record.headers)) return record;
  return { ...record, headers: [...record.headers, ...headers] };
}

function toHeader({ key, value }: ReturnType<typeof traceHeaders>[number]): Header {
  return value === null ? { key } : { key, value: Buffer.from(value) };
}
