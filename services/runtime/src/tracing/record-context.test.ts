import {
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { carriesTrace, contextOfRecord, traceHeaders } from './record-context.ts';

const spanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};
const traced = trace.setSpanContext(ROOT_CONTEXT, spanContext);

afterEach(() => {
  trace.disable();
  propagation.disable();
});

/** As much of an SDK as headers need; its propagator writes what W3C's does for an untouched state. */
function register(): void {
  trace.setGlobalTracerProvider({ getTracer: () => ({}) as Tracer });
  propagation.setGlobalPropagator({
    fields: () => ['traceparent', 'tracestate'],
    inject(of, carrier, setter) {
      const sent = trace.getSpanContext(of);
      if (sent === undefined) return;
      setter.set(carrier, 'traceparent', `00-${sent.traceId}-${sent.spanId}-01`);
      setter.set(carrier, 'tracestate', '');
    },
    extract(base, carrier, getter) {
      const [, traceId = '', spanId = ''] = String(getter.get(carrier, 'traceparent') ?? '').split(
        '-',
      );
      return traceId === ''
        ? base
        : trace.setSpanContext(base, { ...spanContext, traceId, spanId });
    },
  });
}

describe('trace headers', () => {
  it('are none without an SDK', () => {
    expect(traceHeaders(traced)).toEqual([]);
    expect(carriesTrace([{ key: 'traceparent' }])).toBe(false);
  });

  it('bring the context of a sender to a reader, and leave out what says nothing', () => {
    register();
    const headers = traceHeaders(traced);
    expect(headers.map(({ key }) => key)).toEqual(['traceparent']);
    const read = trace.getSpanContext(contextOfRecord(headers, context.active()));
    expect(read).toMatchObject({ traceId: spanContext.traceId, spanId: spanContext.spanId });
  });

  it('leave the reader where it was when a record has none, or null', () => {
    register();
    expect(contextOfRecord([], ROOT_CONTEXT)).toBe(ROOT_CONTEXT);
    expect(contextOfRecord([{ key: 'traceparent', value: null }], ROOT_CONTEXT)).toBe(ROOT_CONTEXT);
  });

  it('are seen in a record that carries a trace', () => {
    register();
    expect(carriesTrace([{ key: 'other' }, { key: 'tracestate' }])).toBe(true);
    expect(carriesTrace([{ key: 'other' }])).toBe(false);
  });
});
