import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  NodeTracerProvider,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';

/** A span, as far as tests look at it. */
export interface WrittenSpan {
  readonly process: number;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly string[];
}

/**
 * Registers an OpenTelemetry SDK in this process, as an operator would, whose spans go to a file of the
 * directory as soon as they end.
 */
export function writeSpans(directory: string): NodeTracerProvider {
  const writer: SpanProcessor = {
    onStart: () => undefined,
    onEnd(span) {
      appendFileSync(
        join(directory, `${process.pid}.jsonl`),
        `${JSON.stringify(toWritten(span))}\n`,
      );
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const provider = new NodeTracerProvider({ spanProcessors: [writer] });
  provider.register();
  return provider;
}

/** The spans that all processes have written so far. */
export function readSpans(directory: string): WrittenSpan[] {
  return readdirSync(directory)
    .flatMap((file) => readFileSync(join(directory, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WrittenSpan);
}

function toWritten(span: ReadableSpan): WrittenSpan {
  const { traceId, spanId } = span.spanContext();
  const parentSpanId = span.parentSpanContext?.spanId;
  return {
    process: process.pid,
    name: span.name,
    traceId,
    spanId,
    ...(parentSpanId === undefined ? undefined : { parentSpanId }),
    attributes: span.attributes,
    links: span.links.map(({ context }) => context.spanId),
  };
}
