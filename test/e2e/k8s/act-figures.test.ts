import { expect, it } from 'vitest';
import { figuresOf } from './act-figures.ts';
import type { LoadEvent } from './load/load-event.ts';
import type { LoadRoute } from './load/load-plan.ts';

const window = { fromMs: 1_000, toMs: 2_000, partitions: 2 };

function at(
  kind: 'acknowledged' | 'delivered',
  route: LoadRoute,
  partition: number,
  instantsMs: readonly number[],
): LoadEvent[] {
  return instantsMs.map((atMs, offset) => ({
    ...{ kind, route, partition, offset, atMs },
    key: 'k',
    value: `${offset}`,
  }));
}

const every100Ms = Array.from({ length: 25 }, (_, index) => index * 100);

it('takes the partition that had to wait longest, each route and kind for itself', () => {
  const slow = every100Ms.filter((atMs) => atMs < 1_200 || atMs > 1_700);
  const events = [
    ...at('acknowledged', 'direct', 0, every100Ms),
    ...at('acknowledged', 'direct', 1, slow),
    ...at('acknowledged', 'gateway', 0, every100Ms),
    ...at('acknowledged', 'gateway', 1, every100Ms),
    ...at('delivered', 'direct', 0, every100Ms),
    ...at('delivered', 'direct', 1, every100Ms),
    ...at('delivered', 'gateway', 0, slow),
    ...at('delivered', 'gateway', 1, every100Ms),
  ];
  expect(figuresOf(events, window)).toEqual({
    acknowledged: 34,
    delivered: 34,
    writeGapMs: { direct: 700, gateway: 100 },
    readGapMs: { direct: 100, gateway: 700 },
  });
});

it('counts a partition that did nothing with the whole time of the act', () => {
  const events = at('acknowledged', 'direct', 0, every100Ms);
  const { writeGapMs } = figuresOf(events, window);
  expect(writeGapMs).toEqual({ direct: 1_000, gateway: 1_000 });
});

it('counts no refused record as an answer', () => {
  const refused = {
    kind: 'refused',
    route: 'direct',
    value: 'v',
    code: 'C',
    message: 'm',
  } as const;
  expect(figuresOf([refused], window).acknowledged).toBe(0);
});
