import { Metadata } from '@grpc/grpc-js';
import type { CallContext } from '@weir/runtime';

/** Whose call an internal caller makes: a principal, whose rights count then. */
const onBehalfOf = 'weir-on-behalf-of';
/** W3C trace context. */
const traceKeys = ['traceparent', 'tracestate'] as const;

/** What goes on with a caller's own call: for whom it is, and the trace that it belongs to. */
export function forwardedMetadata({
  caller,
  metadata,
}: Pick<CallContext, 'caller' | 'metadata'>): Metadata {
  const forwarded = new Metadata();
  if (!caller.isInternal) forwarded.set(onBehalfOf, caller.principal);
  for (const key of traceKeys) {
    const [value] = metadata.get(key);
    if (value !== undefined) forwarded.set(key, value);
  }
  return forwarded;
}
