import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TailBuffer } from './tail-buffer.ts';

const limits = { maxEntries: 3, maxWeight: 100 };

function entries(...numbers: readonly number[]) {
  return numbers.map((number) => ({ number, weight: 1 }));
}

function shown(buffer: TailBuffer<{ readonly number: number; readonly weight: number }>) {
  return buffer.shown.map(({ number }) => number);
}

test('shows the last records and says how many were before them', () => {
  const buffer = new TailBuffer<ReturnType<typeof entries>[number]>(limits);
  buffer.add(entries(1, 2));
  buffer.add(entries(3, 4, 5));
  expect(shown(buffer)).toEqual([3, 4, 5]);
  expect(buffer.counts).toEqual({ received: 5, unmatched: 0, held: 0, skipped: 2 });
});

test('holds records back while it is paused, and says how many there was no room for', () => {
  const buffer = new TailBuffer<ReturnType<typeof entries>[number]>(limits);
  buffer.add(entries(1));
  buffer.pause();
  buffer.add(entries(2, 3, 4, 5));
  expect(shown(buffer)).toEqual([1]);
  expect(buffer.counts).toEqual({ received: 5, unmatched: 0, held: 3, skipped: 1 });
  buffer.resume();
  expect(shown(buffer)).toEqual([3, 4, 5]);
  expect(buffer.counts).toEqual({ received: 5, unmatched: 0, held: 0, skipped: 2 });
});

test('keeps less when records are heavy, but the last one whatever it weighs', () => {
  const buffer = new TailBuffer<{ readonly weight: number }>(limits);
  buffer.add([{ weight: 60 }, { weight: 60 }]);
  expect(buffer.shown).toHaveLength(1);
  buffer.add([{ weight: 500 }]);
  expect(buffer.shown).toEqual([{ weight: 500 }]);
});

test('loses no record unsaid, whatever happens', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('add' as const),
      count: fc.nat(8),
      unmatched: fc.nat(3),
    }),
    fc.record({ kind: fc.constant('skip' as const), count: fc.nat(100) }),
    fc.record({ kind: fc.constantFrom('pause' as const, 'resume' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const buffer = new TailBuffer<{ readonly weight: number }>(limits);
      for (const each of steps) {
        if (each.kind === 'add') {
          buffer.add(
            Array.from({ length: each.count }, () => ({ weight: 30 })),
            each.unmatched,
          );
        } else if (each.kind === 'skip') buffer.passOver(each.count);
        else if (each.kind === 'pause') buffer.pause();
        else buffer.resume();
        const { received, unmatched, held, skipped } = buffer.counts;
        expect(buffer.shown.length + held + unmatched + skipped).toBe(received);
        expect(buffer.shown.length).toBeLessThanOrEqual(limits.maxEntries);
        expect(held).toBeLessThanOrEqual(limits.maxEntries);
      }
    }),
  );
});
