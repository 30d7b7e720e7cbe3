import { apiErrorOf } from './api-error.ts';
import { type CallOptions, request, withQuery } from './client.ts';
import { EventParser, type ServerEvent } from './event-parser.ts';
import { LineSplitter } from './split-lines.ts';

/** What a stream takes: it ends when `signal` does, or when its reader leaves the loop. */
export type StreamOptions = Pick<CallOptions, 'query' | 'signal'>;

/**
 * The lines of an NDJSON answer, each parsed; a line `{"error": …}` is thrown as an `ApiError`. No more is read than
 * what the loop takes: the gateway waits.
 */
export async function* readNdjson<T>(path: string, options: StreamOptions): AsyncGenerator<T> {
  for await (const lines of readLines(path, 'application/x-ndjson', options)) {
    for (const line of lines) {
      if (line.trim() === '') continue;
      const value: unknown = JSON.parse(line);
      if (isError(value)) throw apiErrorOf(value, 200);
      yield value as T;
    }
  }
}

/**
 * The events of a `text/event-stream`, those together that came together; an event `error` is thrown. Back-pressure as
 * for NDJSON.
 */
export async function* readEvents(
  path: string,
  options: StreamOptions,
): AsyncGenerator<readonly ServerEvent[]> {
  const parser = new EventParser();
  for await (const lines of readLines(path, 'text/event-stream', options)) {
    const events = lines.map((line) => parser.push(line)).filter((event) => event !== undefined);
    const failed = events.findIndex(({ event }) => event === 'error');
    const whole = failed === -1 ? events : events.slice(0, failed);
    if (whole.length > 0) yield whole;
    const failure = events[failed];
    if (failure !== undefined) throw apiErrorOf(JSON.parse(failure.data), 200);
  }
}

async function* readLines(
  path: string,
  accept: string,
  { query, signal }: StreamOptions,
): AsyncGenerator<readonly string[]> {
  const init = { headers: { accept }, signal: signal ?? null };
  const { body } = await request(withQuery(path, query), init);
  if (body === null) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const lines = new LineSplitter();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield lines.push(decoder.decode(value, { stream: true }));
    }
    yield lines.end();
  } finally {
    // A reader that leaves the loop ends the request.
    await reader.cancel().catch(() => undefined);
  }
}

function isError(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'error' in value;
}
