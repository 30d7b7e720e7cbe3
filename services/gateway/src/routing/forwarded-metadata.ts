import { Metadata } from '@grpc/grpc-js';
import { type CallContext, encodeOnBehalfOf, onBehalfOfKey } from '@weir/runtime';

/** W3C trace context. */
const traceKeys = ['traceparent', 'tracestate'] as const;

/** What goes on with a caller's own call: for whom it is, and the trace that it belongs to. */
export function forwardedMetadata({
  caller,
  metadata,
}: Pick<CallContext, 'caller' | 'metadata'>): Metadata {
  const forwarded = new Metadata();
  if (!caller.isInternal) forwarded.set(onBehalfOfKey, encodeOnBehalfOf(caller.principal));
  for (const key of traceKeys) {
    const [value] = metadata.get(key);
    if (value !== undefined) forwarded.set(key, value);
  }
  return forwarded;
}
