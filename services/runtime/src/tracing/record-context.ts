import { context, type Context, propagation, type TextMapGetter } from '@opentelemetry/api';
import type { RecordHeader } from '@weir/core';
import { currentTracer } from './current-tracer.ts';

/**
 * The headers by which a record carries a trace to its consumers: W3C's `traceparent` and `tracestate`, if
 * the SDK says nothing else. None without an SDK, or when nothing is being traced.
 */
export function traceHeaders(of: Context = context.active()): readonly RecordHeader[] {
  if (currentTracer() === undefined) return [];
  const carrier: RecordHeader[] = [];
  propagation.inject(of, carrier, {
    set: (headers, key, value) => {
      // An empty `tracestate` says nothing.
      if (value !== '') headers.push({ key, value: Buffer.from(value) });
    },
  });
  return carrier;
}

/** Whether a record carries a trace already, which then stays as it is. */
export function carriesTrace(headers: readonly { readonly key: string }[]): boolean {
  return headers.some(({ key }) => propagation.fields().includes(key));
}

/** The context that a record was sent in; `base` when its headers say none. */
export function contextOfRecord(headers: readonly RecordHeader[], base: Context): Context {
  return propagation.extract(base, headers, headerGetter);
}

const headerGetter: TextMapGetter<readonly RecordHeader[]> = {
  keys: (headers) => headers.map(({ key }) => key),
  get(headers, name) {
    const value = headers.findLast(({ key }) => key === name)?.value;
    return value === undefined || value === null ? undefined : Buffer.from(value).toString();
  },
};
