import { context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type RecordHeader, toWeirError } from '@weir/core';
import { carriesTrace, currentTracer, traceHeaders } from '@weir/runtime';
import type { ProducerRecord, RecordMetadata, SendSummary } from '../producer/producer-record.ts';
import { toHeaders } from '../producer/to-headers.ts';

type Records = Iterable<ProducerRecord> | AsyncIterable<ProducerRecord>;

/**
 * Sends a record within a span of its own, whose context goes with the record: only where this process has
 * an OpenTelemetry SDK. Names are those of OpenTelemetry's conventions for messaging.
 */
export function traceSend(
  record: ProducerRecord,
  send: (record: ProducerRecord) => Promise<RecordMetadata>,
): Promise<RecordMetadata> {
  const span = startSend(record.topic);
  if (span === undefined) return send(record);
  const sent = send(withHeaders(record, headersOf(span)));
  void endWith(span, sent);
  return sent;
}

async function endWith(span: Span, sent: Promise<RecordMetadata>): Promise<void> {
  try {
    const { partition, offset } = await sent;
    span.setAttribute('messaging.destination.partition.id', `${partition}`);
    if (offset >= 0) span.setAttribute('messaging.weir.offset', offset);
    span.end();
  } catch (error) {
    endFailed(span, error);
  }
}

/** The same for many records, which share one span. */
export async function traceSendMany(
  records: Records,
  sendMany: (records: Records) => Promise<SendSummary>,
): Promise<SendSummary> {
  const span = startSend();
  if (span === undefined) return sendMany(records);
  const headers = headersOf(span);
  const traced =
    Symbol.asyncIterator in records ? eachLater(records, headers) : each(records, headers);
  try {
    const summary = await sendMany(traced);
    span.setAttribute('messaging.batch.message_count', summary.recordCount);
    span.end();
    return summary;
  } catch (error) {
    endFailed(span, error);
    throw error;
  }
}

function startSend(topic?: string): Span | undefined {
  return currentTracer()?.startSpan(topic === undefined ? 'send' : `send ${topic}`, {
    kind: SpanKind.PRODUCER,
    attributes: {
      'messaging.system': 'weir',
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'send',
      ...(topic === undefined ? undefined : { 'messaging.destination.name': topic }),
    },
  });
}

function endFailed(span: Span, error: unknown): void {
  const { code, message } = toWeirError(error);
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.end();
}

function headersOf(span: Span): readonly RecordHeader[] {
  return traceHeaders(trace.setSpan(context.active(), span));
}

function withHeaders(record: ProducerRecord, added: readonly RecordHeader[]): ProducerRecord {
  const own = record.headers === undefined ? [] : toHeaders(record.headers);
  return carriesTrace(own) ? record : { ...record, headers: [...own, ...added] };
}

function* each(records: Iterable<ProducerRecord>, headers: readonly RecordHeader[]) {
  for (const record of records) yield withHeaders(record, headers);
}

async function* eachLater(
  records: AsyncIterable<ProducerRecord>,
  headers: readonly RecordHeader[],
) {
  for await (const record of records) yield withHeaders(record, headers);
}
