import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatScanCursor,
  maxCursorLength,
  maxScanPartitions,
  parseScanCursor,
} from './scan-cursor.ts';

const order = fc.constantFrom('newest' as const, 'oldest' as const);
const offset = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('cursors of scans', () => {
  it('come back as they were', () => {
    const offsets = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 900 }), offset), {
      selector: ([partition]) => partition,
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(order, offsets, (way, pairs) => {
        const position = { order: way, offsets: new Map(pairs) };
        const partitions = pairs.map(([partition]) => partition);
        const parsed = parseScanCursor(formatScanCursor(position), { order: way, partitions });
        expect(parsed.order).toBe(way);
        expect(new Map([...parsed.offsets])).toEqual(position.offsets);
      }),
    );
  });

  it('fit into a request whatever the offsets of all partitions are', () => {
    const partitions = Array.from({ length: maxScanPartitions }, (_, index) => index);
    const offsets = new Map(partitions.map((each) => [each, Number.MAX_SAFE_INTEGER]));
    const text = formatScanCursor({ order: 'newest', offsets });
    expect(text.length).toBeLessThanOrEqual(maxCursorLength);
    expect(parseScanCursor(text, { order: 'newest', partitions }).offsets).toEqual(offsets);
  });

  it('are refused, or are positions: never anything else', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[no]\d{1,4}(\.[\da-z]{0,12}){0,4}$/));
    fc.assert(
      fc.property(text, (given) => {
        const partitions = [0, 1, 2];
        try {
          const { offsets } = parseScanCursor(given, { order: 'newest', partitions });
          for (const [partition, at] of offsets) {
            expect(partitions).toContain(partition);
            expect(Number.isSafeInteger(at) && at >= 0).toBe(true);
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_REQUEST' });
        }
      }),
    );
  });

  it.each([
    ['o0.5', 'order=oldest, not newest'],
    ['n7.5', 'partition 7, which is not being read'],
    ['n0.zzzzzzzzzzz', 'above 2^53'],
    ['0:5', 'not one that an earlier answer gave'],
  ])('%s is refused, saying why', (text, why) => {
    expect(() => parseScanCursor(text, { order: 'newest', partitions: [0, 1] })).toThrow(why);
  });
});
