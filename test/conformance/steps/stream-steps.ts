import type { CaseContext } from '../case-context.ts';
import type { StreamEvent } from '../case-stream.ts';
import { type JsonObject, type JsonValue, toText } from '../json-value.ts';

/** How long a step waits for what it expects on a stream. */
const waitMs = 30_000;
/** How long one stream is listened to while others may have something. */
const turnMs = 50;

/** Opens a Subscribe stream with its first request. */
export async function open(
  { stream, request }: JsonObject,
  context: CaseContext,
): Promise<JsonObject> {
  context.addStream(toText(stream));
  return context.driver.ask({ op: 'open', stream: stream ?? '', request: request ?? {} });
}

/** Sends a further request. */
export async function send(
  { stream, request }: JsonObject,
  context: CaseContext,
): Promise<JsonObject> {
  return context.driver.ask({ op: 'send', stream: stream ?? '', request: request ?? {} });
}

/** Takes events until one of the name comes, and answers with that. */
export async function receive(
  { stream, event: name }: JsonObject,
  context: CaseContext,
): Promise<JsonObject> {
  const found = await until(`${toText(name)} on ${toText(stream)}`, async () => {
    const event = await context.stream(toText(stream)).next(waitMs);
    if (event?.name !== name && event?.name === 'end') throw endedEarly(event);
    return event?.name === name ? event : undefined;
  });
  return found.body;
}

/** Takes events until the stream has ended, and answers with how. */
export async function end({ stream }: JsonObject, context: CaseContext): Promise<JsonObject> {
  return receive({ stream: stream ?? '', event: 'end' }, context);
}

/** Cancels a stream from the driver's side. */
export async function cancel({ stream }: JsonObject, context: CaseContext): Promise<JsonObject> {
  return context.driver.ask({ op: 'cancel', stream: stream ?? '' });
}

/** Takes records until there are `count`, and answers with them. */
export async function read(
  { streams, count, isCommitted }: JsonObject,
  context: CaseContext,
): Promise<JsonObject> {
  const records: JsonObject[] = [];
  await takeTurns(streams as readonly string[], context, {
    isCommitted: isCommitted === true,
    isDone: () => records.length >= Number(count),
    what: () => `${toText(count)} records, ${records.length} came`,
    onEvent: (event, stream) => {
      records.push(...recordsOf(event, stream));
    },
  });
  return { records };
}

/** Takes events until each stream has as many partitions as named. */
export async function assigned(
  { partitions }: JsonObject,
  context: CaseContext,
): Promise<JsonObject> {
  const wanted = Object.entries(partitions as Readonly<Record<string, number>>);
  const names = wanted.map(([name]) => name);
  await takeTurns(names, context, {
    isCommitted: true,
    isDone: () => wanted.every(([name, count]) => context.stream(name).assigned === count),
    what: () => `Partitions ${names.map((name) => context.stream(name).assigned).join(', ')}`,
    onEvent: () => undefined,
  });
  return Object.fromEntries(names.map((name) => [name, context.stream(name).assigned]));
}

interface Turns {
  readonly isCommitted: boolean;
  readonly isDone: () => boolean;
  readonly what: () => string;
  readonly onEvent: (event: StreamEvent, stream: string) => void;
}

/** Listens to the streams one after the other until it is done. */
async function takeTurns(
  names: readonly string[],
  context: CaseContext,
  { isCommitted, isDone, what, onEvent }: Turns,
): Promise<void> {
  const deadline = performance.now() + waitMs;
  while (!isDone()) {
    if (performance.now() > deadline) throw new Error(`Waited ${waitMs} ms: ${what()}`);
    for (const name of names) {
      const event = await context.stream(name).next(turnMs, isCommitted);
      if (event === undefined) continue;
      if (event.name === 'end') throw endedEarly(event);
      if (event.name === 'committed') checkCommitted(event);
      onEvent(event, name);
    }
  }
}

function recordsOf({ name, body }: StreamEvent, stream: string): JsonObject[] {
  if (name !== 'records') return [];
  const { topic = '', partition = 0 } = body;
  return (body['records'] as readonly JsonObject[]).map((record) => ({
    ...record,
    stream,
    topic,
    partition,
  }));
}

function checkCommitted({ body }: StreamEvent): void {
  const results = body['results'] as readonly JsonObject[];
  const failed = results.find(({ errorCode }) => errorCode !== '');
  if (failed !== undefined) throw new Error(`A commit was refused: ${JSON.stringify(failed)}`);
}

function endedEarly({ body }: StreamEvent): Error {
  return new Error(`The stream ended early: ${JSON.stringify(body satisfies JsonValue)}`);
}

async function until<Value>(what: string, next: () => Promise<Value | undefined>): Promise<Value> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const value = await next();
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${waitMs} ms for ${what}`);
  }
}
