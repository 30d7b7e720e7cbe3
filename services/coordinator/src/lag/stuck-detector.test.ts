import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsumerSight, StuckDetector } from './stuck-detector.ts';

const behind: ConsumerSight = {
  holder: 'a@1',
  position: 10,
  committedOffset: 5,
  highWatermark: 20,
};

/** A detector of 1,000 ms that has seen a partition become stuck, at 1,000. */
function stuckDetector(): StuckDetector {
  const detector = new StuckDetector(1000);
  detector.observe(behind, 0);
  detector.observe(behind, 1000);
  return detector;
}

describe('StuckDetector', () => {
  it('tells once of a partition that stands still with records beyond its position', () => {
    const detector = new StuckDetector(1000);
    expect(detector.observe(behind, 0)).toBeUndefined();
    expect(detector.observe(behind, 999)).toBeUndefined();
    expect(detector.stuckMs(999)).toBeUndefined();
    expect(detector.observe(behind, 1000)).toEqual({ kind: 'stuck', stillMs: 1000 });
    expect(detector.observe({ ...behind, highWatermark: 30 }, 2000)).toBeUndefined();
    expect(detector.isStuck).toBe(true);
    expect(detector.stuckMs(2500)).toBe(2500);
  });

  it.each<[string, Partial<ConsumerSight>, string]>([
    ['it moves on', { position: 11 }, 'moved'],
    ['it moves back, as by a seek', { position: 3 }, 'moved'],
    ['it commits', { committedOffset: 6 }, 'moved'],
    ['another member gets it', { holder: 'b@2' }, 'reassigned'],
    ['the same member gets it again', { holder: 'a@3' }, 'reassigned'],
    ['nobody has it', { holder: undefined }, 'reassigned'],
    ['nothing is left to take', { highWatermark: 10 }, 'caught-up'],
    ['the log end is not known', { highWatermark: undefined }, 'log-end-unknown'],
  ])('tells once that it is stuck no more when %s', (_what, change, reason) => {
    const detector = stuckDetector();
    const changed = { ...behind, ...change };
    expect(detector.observe(changed, 1500)).toEqual({ kind: 'recovered', stillMs: 1500, reason });
    expect(detector.observe(changed, 1600)).toBeUndefined();
    expect(detector.isStuck).toBe(false);
    expect(detector.stuckMs(1600)).toBeUndefined();
  });

  it('counts from the moment at which there was nothing to take', () => {
    const detector = new StuckDetector(1000);
    const atEnd = { ...behind, highWatermark: 10 };
    for (let nowMs = 0; nowMs <= 5000; nowMs += 500) detector.observe(atEnd, nowMs);
    expect(detector.observe(behind, 5500)).toBeUndefined();
    expect(detector.observe(behind, 5999)).toBeUndefined();
    expect(detector.observe(behind, 6000)).toMatchObject({ kind: 'stuck', stillMs: 1000 });
  });

  it('becomes stuck again', () => {
    const detector = stuckDetector();
    detector.observe({ ...behind, position: 11 }, 1500);
    expect(detector.observe({ ...behind, position: 11 }, 2500)).toMatchObject({ kind: 'stuck' });
  });

  it('agrees with a look at the whole past', () => {
    const sight = fc.record({
      holder: fc.constantFrom('a', 'a', 'a', 'b', undefined),
      position: fc.constantFrom(1, 1, 1, 2),
      committedOffset: fc.constantFrom(undefined, 0, 0, 0),
      highWatermark: fc.constantFrom(5, 5, 5, 1, undefined),
    });
    const step = fc.record({ sight, afterMs: fc.nat(400), times: fc.integer({ min: 1, max: 8 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const detector = new StuckDetector(1000);
        const past: { sight: ConsumerSight; atMs: number }[] = [];
        let wasStuck = false;
        let nowMs = 0;
        for (const { sight: seen, afterMs, times } of steps) {
          for (let time = 0; time < times; time += 1) {
            nowMs += afterMs;
            past.push({ sight: seen, atMs: nowMs });
            const change = detector.observe(seen, nowMs);
            const isStuck = isStuckByPast(past, 1000);
            expect(detector.isStuck).toBe(isStuck);
            expect(change?.kind).toBe(changeKind(wasStuck, isStuck));
            wasStuck = isStuck;
          }
        }
      }),
    );
  });
});

function changeKind(wasStuck: boolean, isStuck: boolean): string | undefined {
  if (wasStuck === isStuck) return undefined;
  return isStuck ? 'stuck' : 'recovered';
}

/** Whether all sights of so long a time, and one before them, are of one that stands still. */
function isStuckByPast(
  past: readonly { readonly sight: ConsumerSight; readonly atMs: number }[],
  afterMs: number,
): boolean {
  const now = past.at(-1);
  if (now === undefined) return false;
  const since = past.findLast(({ atMs }) => atMs <= now.atMs - afterMs);
  if (since === undefined) return false;
  const { holder, position, committedOffset } = since.sight;
  return past
    .slice(past.indexOf(since) + 1)
    .every(
      ({ sight }) =>
        holder !== undefined &&
        sight.holder === holder &&
        sight.position === position &&
        sight.committedOffset === committedOffset &&
        sight.position !== undefined &&
        (sight.highWatermark ?? 0) > sight.position,
    );
}
