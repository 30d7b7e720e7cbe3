import { ProxyTracerProvider, trace, type Tracer } from '@opentelemetry/api';

const tracerName = 'weir';

/**
 * The tracer of the OpenTelemetry SDK that this process has registered; undefined when there is none, so
 * that nothing is traced and nothing is paid for it.
 */
export function currentTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  // An SDK that came with another copy of the API has put its own kind of proxy there.
  if (!(provider instanceof ProxyTracerProvider)) return provider.getTracer(tracerName);
  return provider.getDelegateTracer(tracerName);
}
