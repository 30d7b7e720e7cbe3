import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WorkItem, WorkWindow } from './work-window.ts';

describe('a window of work', () => {
  it('runs items of one lane one at a time, and lets other lanes flow past', () => {
    const window = new WorkWindow<number>(10);
    for (const [work, lane] of ['a', 'a', 'b', undefined, 'a'].entries()) window.add(work, lane);
    const first = window.start();
    const others = [window.start(), window.start(), window.start()];
    expect(others.map((item) => item?.work)).toEqual([2, 3, undefined]);
    if (first !== undefined) expect(window.finish(first)).toBe(0);
    expect(window.start()?.work).toBe(1);
    expect(window.start()).toBeUndefined();
  });

  it('reports what is done only up to the first that is not', () => {
    const window = new WorkWindow<number>(3);
    for (const work of [0, 1, 2]) window.add(work, undefined);
    const [first, second, third] = [window.start(), window.start(), window.start()];
    if (first === undefined || second === undefined || third === undefined) throw new Error('None');
    expect(window.finish(third)).toBeUndefined();
    expect(window.hasRoom).toBe(false);
    expect(window.finish(first)).toBe(0);
    expect(window.finish(second)).toBe(2);
    expect(window.hasRoom).toBe(true);
  });

  it('keeps a lane for what runs when everything is forgotten', () => {
    const window = new WorkWindow<number>(3);
    window.add(0, 'a');
    window.add(1, 'a');
    const stale = window.start();
    window.drop();
    window.add(7, 'a');
    expect(window.start()).toBeUndefined();
    if (stale !== undefined) expect(window.finish(stale)).toBeUndefined();
    const next = window.start();
    expect(next?.work).toBe(7);
    if (next !== undefined) expect(window.finish(next)).toBe(7);
  });

  it('counts what runs after a stop, up to the first that was not started', () => {
    const window = new WorkWindow<number>(4);
    for (const [work, lane] of ['a', 'b', 'b', 'c'].entries()) window.add(work, lane);
    const [first, second, fourth] = [window.start(), window.start(), window.start()];
    window.stop();
    if (first === undefined || second === undefined || fourth === undefined) throw new Error('?');
    expect(window.finish(fourth)).toBeUndefined();
    expect(window.finish(second)).toBeUndefined();
    expect(window.start()).toBeUndefined();
    expect(window.finish(first)).toBe(1);
  });

  it('counts nothing from an abandoned item on', () => {
    const window = new WorkWindow<number>(2);
    window.add(0, undefined);
    window.add(1, undefined);
    const [first, second] = [window.start(), window.start()];
    if (first === undefined || second === undefined) throw new Error('None');
    window.abandon(first);
    expect(window.finish(second)).toBeUndefined();
  });

  it('refuses more than it has room for, and to be told twice', () => {
    const window = new WorkWindow<number>(1);
    window.add(0, undefined);
    expect(() => {
      window.add(1, undefined);
    }).toThrow('room');
    const item = window.start();
    if (item === undefined) throw new Error('None');
    window.finish(item);
    expect(() => window.finish(item)).toThrow('once');
  });
});

it('in any order of completion: a prefix, lanes in order, nothing forgotten', () => {
  const lanes = fc.array(fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(
      lanes,
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      fc.infiniteStream(fc.nat()),
      (laneOf, capacity, concurrency, chance) => {
        const window = new WorkWindow<number>(capacity);
        const running: WorkItem<number>[] = [];
        const done = new Set<number>();
        const lastOfLane = new Map<string, number>();
        let added = 0;
        let reported = -1;
        while (done.size < laneOf.length) {
          for (; added < laneOf.length && window.hasRoom; added += 1) {
            window.add(added, laneOf[added]);
          }
          for (let item; running.length < concurrency && (item = window.start()) !== undefined;) {
            const { work, lane } = item;
            expect(work - reported).toBeLessThanOrEqual(capacity);
            if (lane !== undefined) {
              expect(running.some((other) => other.lane === lane)).toBe(false);
              expect(work).toBeGreaterThan(lastOfLane.get(lane) ?? -1);
              lastOfLane.set(lane, work);
            }
            running.push(item);
          }
          const [item] = running.splice((chance.next().value ?? 0) % running.length, 1);
          if (item === undefined) throw new Error('Nothing runs');
          done.add(item.work);
          const last = window.finish(item);
          const prefix = firstMissing(done) - 1;
          expect(last ?? reported).toBe(prefix);
          reported = prefix;
        }
        expect(reported).toBe(laneOf.length - 1);
      },
    ),
  );
});

function firstMissing(done: ReadonlySet<number>): number {
  let missing = 0;
  while (done.has(missing)) missing += 1;
  return missing;
}
