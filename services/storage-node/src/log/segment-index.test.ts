import type { Offset } from '@weir/core';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

import { partitionKey } from '../database/keys.ts';
import type { IndexEntry } from './index-block.ts';
import { LogWorld, topicId } from './log.fixture.ts';
import { SegmentIndex } from './segment-index.ts';

const base = 1000 as Offset;
const start: IndexEntry = { offset: base, position: 0, maxTimestampBeforeMs: -1 };

/** Entries 10 offsets and 100 bytes apart, saved in several pieces or not yet. */
function entriesOf(times: readonly number[]): IndexEntry[] {
  let maxTimestampBeforeMs = -1;
  return times.map((time, index) => {
    maxTimestampBeforeMs = Math.max(maxTimestampBeforeMs, time);
    const offset = (base + (index + 1) * 10) as Offset;
    return { offset, position: (index + 1) * 100, maxTimestampBeforeMs };
  });
}

describe('SegmentIndex', () => {
  it('finds entries by offset and time, in memory or saved, before and after a cut', async () => {
    await using world = await LogWorld.create();
    const { database } = await world.environment();
    const prefix = partitionKey('indexBlock', topicId, 0);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 400 }),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 4200 }),
        async (times, savedAt, cut) => {
          const index = new SegmentIndex(database, prefix, base);
          let entries = entriesOf(times);
          for (const [position, entry] of entries.entries()) {
            if (position === savedAt) await index.save([], false);
            index.add(entry, 100);
          }
          const check = async (): Promise<void> => {
            for (const wanted of [0, 5, 10, 1283, 2000, 4000, 9999]) {
              const expected = entries.findLast(({ offset }) => offset <= base + wanted) ?? start;
              expect(await index.lookup((base + wanted) as Offset)).toStrictEqual(expected);
            }
            for (const time of [0, 1, 50, 99, 100, 101]) {
              const expected =
                entries.findLast(({ maxTimestampBeforeMs }) => maxTimestampBeforeMs < time) ??
                start;
              expect(await index.lookupTimestamp(time)).toStrictEqual(expected);
            }
          };
          await check();
          const offset = (base + cut) as Offset;
          await database.batch(await index.truncate(offset, cut * 10));
          entries = entries.filter((entry) => entry.offset < offset);
          await check();
          await database.batch(await database.deletions(index.range));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('starts at the front where the database cannot be read', async () => {
    await using world = await LogWorld.create();
    const { database } = await world.environment();
    const index = new SegmentIndex(database, partitionKey('indexBlock', topicId, 0), base);
    for (const entry of entriesOf([1, 2, 3])) index.add(entry, 0);
    await index.save([], false);
    expect((await index.lookup((base + 30) as Offset)).offset).toBe(base + 30);
    vi.spyOn(database, 'entries').mockRejectedValue(new Error('Corruption'));
    vi.spyOn(database, 'iterate').mockImplementation(() => {
      throw new Error('Corruption');
    });
    expect(await index.lookup((base + 30) as Offset)).toStrictEqual(start);
    expect(await index.lookupTimestamp(5)).toStrictEqual(start);
  });

  it('skips batches that are nearer than the interval', async () => {
    await using world = await LogWorld.create();
    const { database } = await world.environment();
    const index = new SegmentIndex(database, partitionKey('indexBlock', topicId, 0), base);
    for (const entry of entriesOf(Array.from({ length: 10 }, () => 0))) index.add(entry, 250);
    expect(index.unsavedEntries).toBe(3);
  });
});
