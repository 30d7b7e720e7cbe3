import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BatchSpan,
  type OffsetRange,
  type ScanOrder,
  WindowPlanner,
} from './window-planner.ts';

interface FakeBatch extends BatchSpan {
  readonly bytes: number;
}

/** Batches of these sizes, with gaps between them as compaction leaves. */
function logOf(parts: readonly { records: number; bytes: number; gap: number }[]): FakeBatch[] {
  let next = 0;
  return parts.map(({ records, bytes, gap }) => {
    const baseOffset = next + gap;
    next = baseOffset + records;
    return { baseOffset, lastOffset: next - 1, bytes };
  });
}

/** What a leader answers: the first batch that ends at or after the offset, and what fits behind it. */
function fetchFrom(log: readonly FakeBatch[], offset: number, maxBytes: number): FakeBatch[] {
  const found: FakeBatch[] = [];
  let bytes = 0;
  for (const batch of log) {
    if (batch.lastOffset < offset) continue;
    if (found.length > 0 && bytes + batch.bytes > maxBytes) break;
    found.push(batch);
    bytes += batch.bytes;
  }
  return found;
}

function sum(batches: readonly FakeBatch[]): number {
  return batches.reduce((total, { bytes }) => total + bytes, 0);
}

interface Run {
  readonly ranges: OffsetRange[];
  readonly fetches: number;
  readonly fetchedBytes: number;
}

function runAll(planner: WindowPlanner, log: readonly FakeBatch[]): Run {
  const ranges: OffsetRange[] = [];
  let fetches = 0;
  let fetchedBytes = 0;
  while (!planner.isDone) {
    const { fromOffset, maxBytes } = planner.next();
    const batches = fetchFrom(log, fromOffset, maxBytes);
    fetches += 1;
    fetchedBytes += sum(batches);
    if (fetches > 5_000) throw new Error('No end');
    if (batches.length === 0) planner.moveEnd(fromOffset);
    const range = planner.take(fromOffset, batches, sum(batches));
    if (range === undefined) continue;
    ranges.push(range);
    const isIn = ({ baseOffset, lastOffset }: FakeBatch): boolean =>
      lastOffset >= range.fromOffset && baseOffset < range.toOffset;
    expect(batches.filter(isIn)).toEqual(log.filter(isIn));
  }
  return { ranges, fetches, fetchedBytes };
}

const part = fc.record({
  records: fc.integer({ min: 1, max: 50 }),
  bytes: fc.integer({ min: 1, max: 2_000 }),
  gap: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 30 })),
});

describe('WindowPlanner', () => {
  it.each<ScanOrder>(['newest', 'oldest'])('%s first: ranges meet, and cover all', (order) => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (parts, windowBytes, firstRecords, share) => {
          const log = logOf(parts);
          const end = (log.at(-1)?.lastOffset ?? 0) + 1;
          const range = { fromOffset: Math.floor((end - 1) * share), toOffset: end };
          const options = { order, range, windowBytes, firstRecords };
          const { ranges } = runAll(new WindowPlanner(options), log);
          const upwards = order === 'newest' ? ranges.toReversed() : ranges;
          expect(upwards[0]?.fromOffset).toBe(range.fromOffset);
          expect(upwards.at(-1)?.toOffset).toBe(range.toOffset);
          for (const [index, { fromOffset }] of upwards.entries()) {
            if (index > 0) expect(fromOffset).toBe(upwards[index - 1]?.toOffset);
          }
        },
      ),
    );
  });

  it('fetches little more than there is, whatever the records come to', () => {
    for (const bytes of [10, 1_000, 100_000]) {
      const log = logOf(Array.from({ length: 400 }, () => ({ records: 10, bytes, gap: 0 })));
      const planner = new WindowPlanner({
        order: 'newest',
        range: { fromOffset: 0, toOffset: 4_000 },
        windowBytes: 50_000,
        firstRecords: 1_000,
      });
      const { fetchedBytes } = runAll(planner, log);
      expect(fetchedBytes).toBeLessThan(1.5 * sum(log) + 200_000);
    }
  });

  it('takes a whole batch when it looks for its last records', () => {
    const planner = new WindowPlanner({
      order: 'newest',
      range: { fromOffset: 0, toOffset: 100 },
      windowBytes: 1_000,
      firstRecords: 5,
    });
    expect(planner.next()).toEqual({ fromOffset: 95, toOffset: 100, maxBytes: 1_000 });
    const range = planner.take(95, [{ baseOffset: 60, lastOffset: 99 }], 500);
    expect(range).toEqual({ fromOffset: 60, toOffset: 100 });
    expect(planner).toMatchObject({ position: 60, remaining: 60 });
  });

  it('goes no lower than where the log starts now', () => {
    const planner = new WindowPlanner({
      order: 'newest',
      range: { fromOffset: 0, toOffset: 100 },
      windowBytes: 1_000,
      firstRecords: 50,
    });
    planner.moveStart(80);
    expect(planner.next().fromOffset).toBe(80);
    const range = planner.take(80, [{ baseOffset: 60, lastOffset: 99 }], 500);
    expect(range).toEqual({ fromOffset: 80, toOffset: 100 });
    expect(planner.isDone).toBe(true);
  });

  it('reads again what was not looked at', () => {
    const planner = new WindowPlanner({
      order: 'oldest',
      range: { fromOffset: 0, toOffset: 100 },
      windowBytes: 1_000,
      firstRecords: 50,
    });
    planner.take(0, [{ baseOffset: 0, lastOffset: 59 }], 500);
    planner.rewind(20);
    expect(planner.next()).toMatchObject({ fromOffset: 20, toOffset: 100 });
    // What was under way meanwhile does not fit any more.
    expect(planner.take(60, [{ baseOffset: 60, lastOffset: 99 }], 500)).toBeUndefined();
    expect(planner.position).toBe(20);
  });
});
