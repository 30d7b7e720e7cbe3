import {
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { contextOfRecord, currentTracer } from '@weir/runtime';
import type { ConsumedBatch } from '../consumer/consumed-batch.ts';
import type { ConsumedRecord } from '../consumer/consumed-record.ts';

/** Who handles what. */
export interface TraceOptions {
  /** Empty, the default, without a group. */
  readonly groupId?: string;
}

/** More contexts than these of one batch are left out. */
const maxLinks = 128;

/**
 * Handles a record within a span that continues the trace in which it was sent; what the handler traces
 * belongs below. Without an OpenTelemetry SDK in this process it just calls the handler.
 *
 * `run({ eachRecord })` does this by itself; this is for those who read with an iterator.
 */
export function traceRecord<Result>(
  record: ConsumedRecord,
  handler: () => Result,
  { groupId = '' }: TraceOptions = {},
): Result {
  const tracer = currentTracer();
  if (tracer === undefined) return handler();
  const parent = contextOfRecord(record.headers, context.active());
  const span = tracer.startSpan(`process ${record.topic}`, processOf(record, groupId), parent);
  span.setAttribute('messaging.weir.offset', record.offset);
  return runIn(span, handler);
}

/**
 * Handles a batch within a span that is linked to the traces in which its records were sent, the first 128
 * of them. `run({ eachBatch })` does this by itself.
 */
export function traceBatch<Result>(
  batch: ConsumedBatch,
  handler: () => Result,
  { groupId = '' }: TraceOptions = {},
): Result {
  const tracer = currentTracer();
  if (tracer === undefined) return handler();
  const span = tracer.startSpan(`process ${batch.topic}`, {
    ...processOf(batch, groupId),
    links: linksOf(batch),
  });
  span.setAttribute('messaging.batch.message_count', batch.recordCount);
  return runIn(span, handler);
}

function processOf(
  { topic, partition }: { readonly topic: string; readonly partition: number },
  groupId: string,
) {
  return {
    kind: SpanKind.CONSUMER,
    attributes: {
      'messaging.system': 'weir',
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.destination.name': topic,
      'messaging.destination.partition.id': `${partition}`,
      ...(groupId === '' ? undefined : { 'messaging.consumer.group.name': groupId }),
    },
  };
}

function linksOf(batch: ConsumedBatch): Link[] {
  const links = new Map<string, Link>();
  for (const { headers } of batch.records) {
    if (links.size >= maxLinks) break;
    const sent = trace.getSpanContext(contextOfRecord(headers, ROOT_CONTEXT));
    if (sent !== undefined) links.set(sent.spanId, { context: sent });
  }
  return [...links.values()];
}

/** The span ends with what the handler returns, or with what that resolves to. */
function runIn<Result>(span: Span, handler: () => Result): Result {
  let result: Result;
  try {
    result = context.with(trace.setSpan(context.active(), span), handler);
  } catch (thrown) {
    endFailed(span, thrown);
    throw thrown;
  }
  if (!(result instanceof Promise)) {
    span.end();
    return result;
  }
  void endWith(span, result);
  return result;
}

async function endWith(span: Span, result: Promise<unknown>): Promise<void> {
  try {
    await result;
    span.end();
  } catch (thrown) {
    endFailed(span, thrown);
  }
}

function endFailed(span: Span, thrown: unknown): void {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  span.end();
}
