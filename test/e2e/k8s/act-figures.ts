import { longestGapMs } from '../../harness/longest-gap.ts';
import type { LoadEvent } from './load/load-event.ts';
import { type LoadRoute, loadRoutes } from './load/load-plan.ts';

/** The time of an act on the load's clock, and its partitions. */
export interface ActWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly partitions: number;
}

/** What an act did to clients. Gaps are the longest of any partition, in milliseconds. */
export interface ActFigures {
  readonly acknowledged: number;
  readonly delivered: number;
  readonly writeGapMs: Readonly<Record<LoadRoute, number>>;
  readonly readGapMs: Readonly<Record<LoadRoute, number>>;
}

/** From all events until the end of the act, in the order of time of each kind, route and partition. */
export function figuresOf(events: readonly LoadEvent[], window: ActWindow): ActFigures {
  const instants = instantsByStream(events);
  const gapMs = (kind: string, route: LoadRoute): number =>
    Math.max(
      ...Array.from({ length: window.partitions }, (_, partition) =>
        longestGapMs(
          instants.get(`${kind} ${route} ${partition}`) ?? [],
          window.fromMs,
          window.toMs,
        ),
      ),
    );
  const gaps = (kind: string): Record<LoadRoute, number> =>
    Object.fromEntries(loadRoutes.map((route) => [route, gapMs(kind, route)])) as Record<
      LoadRoute,
      number
    >;
  const count = (kind: string): number =>
    events.filter(
      (event) =>
        event.kind !== 'refused' &&
        event.kind === kind &&
        event.atMs > window.fromMs &&
        event.atMs <= window.toMs,
    ).length;
  return {
    acknowledged: count('acknowledged'),
    delivered: count('delivered'),
    writeGapMs: gaps('acknowledged'),
    readGapMs: gaps('delivered'),
  };
}

function instantsByStream(events: readonly LoadEvent[]): Map<string, number[]> {
  const instants = new Map<string, number[]>();
  for (const event of events) {
    if (event.kind === 'refused') continue;
    const stream = `${event.kind} ${event.route} ${event.partition}`;
    const own = instants.get(stream);
    if (own === undefined) instants.set(stream, [event.atMs]);
    else own.push(event.atMs);
  }
  return instants;
}
