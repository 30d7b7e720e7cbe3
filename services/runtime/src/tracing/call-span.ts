import type { Metadata } from '@grpc/grpc-js';
import {
  context,
  type Context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';
import type { CallOutcome } from '../call-metrics.ts';
import { currentTracer } from './current-tracer.ts';

/**
 * The span of a unary gRPC call, on either side of it, by the names of OpenTelemetry's conventions for RPC.
 *
 * The caller's context travels in the call's metadata, as W3C Trace Context if the SDK says nothing else.
 */
export class CallSpan {
  readonly #span: Span;
  readonly #context: Context;

  private constructor(span: Span, parent: Context) {
    this.#span = span;
    this.#context = trace.setSpan(parent, span);
  }

  /**
   * Starts the span of a call that this process makes, below the active one; undefined without an SDK.
   *
   * `path` is `/package.Service/Method`.
   */
  static outgoing(path: string, metadata: Metadata): OutgoingCall | undefined {
    const tracer = currentTracer();
    if (tracer === undefined) return undefined;
    const parent = context.active();
    const options = { kind: SpanKind.CLIENT, attributes: attributesOf(path) };
    const span = new CallSpan(tracer.startSpan(path.slice(1), options, parent), parent);
    const traced = metadata.clone();
    propagation.inject(span.#context, traced, {
      set: (carrier, key, value) => {
        carrier.set(key, value);
      },
    });
    return { span, metadata: traced };
  }

  /** Starts the span of a call that this process answers, below the caller's; undefined without an SDK. */
  static incoming(path: string, metadata: Metadata): CallSpan | undefined {
    const tracer = currentTracer();
    if (tracer === undefined) return undefined;
    const parent = propagation.extract(context.active(), metadata, metadataGetter);
    const options = { kind: SpanKind.SERVER, attributes: attributesOf(path) };
    return new CallSpan(tracer.startSpan(path.slice(1), options, parent), parent);
  }

  /** Runs a function of which all that is traced belongs below this span. */
  run<Result>(work: () => Result): Result {
    return context.with(this.#context, work);
  }

  /** Ends the span; `outcome` is `OK` or the code of the error that the call ended with. */
  end(outcome: CallOutcome): void {
    if (outcome !== 'OK') {
      this.#span.setAttribute('error.type', outcome);
      this.#span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
    }
    this.#span.end();
  }
}

/** A call that is about to be made. */
export interface OutgoingCall {
  readonly span: CallSpan;
  /** What was to be sent, with the context of the span. */
  readonly metadata: Metadata;
}

const metadataGetter: TextMapGetter<Metadata> = {
  keys: (metadata) => Object.keys(metadata.getMap()),
  get: (metadata, key) => metadata.get(key).map((value) => value.toString()),
};

function attributesOf(path: string): Record<string, string> {
  const [, service = '', method = ''] = path.split('/');
  return { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method };
}
