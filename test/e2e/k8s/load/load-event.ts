import { type LoadRoute, loadRoutes } from './load-plan.ts';

/** What happened to a record, on the clock of the load's process, in the order in which it was seen. */
export type LoadEvent = AcknowledgedEvent | DeliveredEvent | RefusedEvent;

/** A record with its place in the log. */
interface PlacedEvent {
  /** Whose producer or consumer it was. */
  readonly route: LoadRoute;
  readonly atMs: number;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: string;
}

/** A producer was told where its record is. */
interface AcknowledgedEvent extends PlacedEvent {
  readonly kind: 'acknowledged';
}

/** A group was given a record. */
interface DeliveredEvent extends PlacedEvent {
  readonly kind: 'delivered';
}

/** A producer's record failed for good. */
interface RefusedEvent {
  readonly kind: 'refused';
  readonly route: LoadRoute;
  readonly value: string;
  readonly code: string;
  readonly message: string;
}

/** A filter for the events of one kind. */
export function isOf<Kind extends LoadEvent['kind']>(
  kind: Kind,
): (event: LoadEvent) => event is Extract<LoadEvent, { readonly kind: Kind }> {
  return (event): event is Extract<LoadEvent, { readonly kind: Kind }> => event.kind === kind;
}

/** How many records each route's producer has sent, answered or not. */
export type SentCounts = Readonly<Record<LoadRoute, number>>;

/** What the load tells of itself when it is asked. */
export interface LoadReport {
  /** The instant, on the clock of the events. */
  readonly nowMs: number;
  /** Where the next report is to start. */
  readonly next: number;
  readonly sent: SentCounts;
  /** What ended a consumer, or a producer's start. */
  readonly failures: readonly string[];
  readonly events: readonly LoadEvent[];
}

const letterOf = { acknowledged: 'a', delivered: 'd', refused: 'r' } as const;

/** One line; the report's first line is the rest of it. */
export function formatReport({ events, ...head }: LoadReport): string {
  return [JSON.stringify({ ...head, events: events.length }), ...events.map(formatEvent)].join(
    '\n',
  );
}

/** Throws when lines are missing: what a cut connection has swallowed. */
export function parseReport(text: string): LoadReport {
  const [first = '', ...lines] = text.trimEnd().split('\n');
  const head = JSON.parse(first) as Omit<LoadReport, 'events'> & { readonly events: number };
  if (lines.length !== head.events) {
    throw new Error(`A report of ${head.events} events has ${lines.length} lines`);
  }
  return { ...head, events: lines.map(parseEvent) };
}

function formatEvent(event: LoadEvent): string {
  const route = loadRoutes.indexOf(event.route);
  if (event.kind === 'refused') {
    return JSON.stringify([letterOf.refused, route, event.value, event.code, event.message]);
  }
  const { atMs, partition, offset, key, value } = event;
  return JSON.stringify([
    letterOf[event.kind],
    route,
    Math.round(atMs),
    partition,
    offset,
    key,
    value,
  ]);
}

function parseEvent(line: string): LoadEvent {
  const [letter, routeIndex, ...rest] = JSON.parse(line) as [string, number, ...unknown[]];
  const route = loadRoutes[routeIndex];
  if (route === undefined) throw new Error(`No route ${routeIndex}: ${line}`);
  if (letter === letterOf.refused) {
    const [value, code, message] = rest as [string, string, string];
    return { kind: 'refused', route, value, code, message };
  }
  const [atMs, partition, offset, key, value] = rest as [number, number, number, string, string];
  const kind = letter === letterOf.acknowledged ? 'acknowledged' : 'delivered';
  return { kind, route, atMs, partition, offset, key, value };
}
