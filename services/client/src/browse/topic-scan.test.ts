import { type Clock, ManualClock, type Timer, WeirError } from '@weir/core';
import { systemClock } from '@weir/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { MemoryReads, type WrittenRecord } from '../../test/memory-reads.ts';
import {
  type BrowseOptions,
  type BrowsePage,
  browseTopic,
  openSearch,
  type ScanTarget,
  type SearchOptions,
} from './open-scan.ts';
import type { ScanEnd, ScanEvent } from './topic-scan.ts';

function targetOf(reads: MemoryReads, clock: ScanTarget['clock'] = systemClock): ScanTarget {
  const partitionCount = reads.partitions.length;
  return { reads, clock, topic: 't', topicId: 'id', partitionCount };
}

/** Each look at it takes a millisecond: what is timed is cut anywhere, the same way each time. */
class SteppingClock implements Clock {
  #nowMs = 0;

  nowMs(): number {
    return this.monotonicMs();
  }

  monotonicMs(): number {
    this.#nowMs += 1;
    return this.#nowMs;
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    const immediate = setImmediate(() => {
      this.#nowMs += delayMs;
      callback();
    });
    return {
      cancel: () => {
        clearImmediate(immediate);
      },
    };
  }
}

interface Searched {
  readonly values: string[];
  readonly end: ScanEnd;
}

async function search(reads: MemoryReads, options: SearchOptions = {}): Promise<Searched> {
  return collect((await openSearch(targetOf(reads), options)).events());
}

async function collect(events: AsyncIterable<ScanEvent>): Promise<Searched> {
  const values: string[] = [];
  for await (const event of events) {
    if (event.kind === 'record') values.push(String(event.record.value));
    if (event.kind === 'end') return { values, end: event };
  }
  throw new Error('No end');
}

function valuesOf({ records }: BrowsePage): string[] {
  return records.map(({ value }) => String(value));
}

/** Pages to the end, each from the cursor of the one before. */
async function browseAll(reads: MemoryReads, options: BrowseOptions): Promise<BrowsePage[]> {
  const pages: BrowsePage[] = [];
  let cursor: string | undefined;
  do {
    const page = await browseTopic(targetOf(reads), { ...options, cursor });
    pages.push(page);
    cursor = page.isEnd ? undefined : page.cursor;
    if (pages.length > 2_000) throw new Error('No end of pages');
  } while (cursor !== undefined);
  return pages;
}

/** Partitions of batches of records, whose values tell where they lie: `partition/number`. */
function fill(reads: MemoryReads, batches: readonly (readonly number[])[][], stepMs = 1): void {
  for (const [partition, sizes] of batches.entries()) {
    let number = 0;
    for (const times of sizes) {
      const records = times.map((timestampMs): WrittenRecord => {
        const value = `${partition}/${number}`;
        number += 1;
        return { timestampMs: timestampMs * stepMs, value };
      });
      if (records.length > 0) reads.append(partition, records);
    }
  }
}

const batches = fc.array(
  fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 20 }), {
    maxLength: 12,
  }),
  { minLength: 1, maxLength: 4 },
);
const order = fc.constantFrom('newest' as const, 'oldest' as const);

describe('pages of a topic', () => {
  it('meet: together they hold every record once, those of a partition in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        batches,
        order,
        fc.integer({ min: 1, max: 30 }),
        async (given, way, limit) => {
          const reads = new MemoryReads(given.length);
          fill(reads, given);
          const pages = await browseAll(reads, { order: way, limit });
          const seen = pages.flatMap(valuesOf);
          for (const [partition, log] of reads.partitions.entries()) {
            const numbers = Array.from(
              { length: log.logEndOffset },
              (_, at) => `${partition}/${at}`,
            );
            const expected = way === 'newest' ? numbers.toReversed() : numbers;
            expect(seen.filter((value) => value.startsWith(`${partition}/`))).toEqual(expected);
          }
          for (const { records } of pages.slice(0, -1)) expect(records).toHaveLength(limit);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are by time, then by partition, where times rise', async () => {
    await fc.assert(
      fc.asyncProperty(batches, order, async (given, way) => {
        const reads = new MemoryReads(given.length);
        const rising = given.map((sizes) => {
          const times = sizes.flat().toSorted((left, right) => left - right);
          return sizes.map(({ length }) => times.splice(0, length));
        });
        fill(reads, rising);
        const pages = await browseAll(reads, { order: way, limit: 7 });
        const records = pages.flatMap((page) => page.records);
        const sign = way === 'newest' ? -1 : 1;
        const sorted = records.toSorted(
          (left, right) =>
            sign * (left.timestampMs - right.timestampMs) ||
            left.partition - right.partition ||
            sign * (left.offset - right.offset),
        );
        expect(records).toEqual(sorted);
      }),
      { numRuns: 50 },
    );
  });

  it('are not moved by what is written meanwhile', async () => {
    const reads = new MemoryReads(2);
    fill(reads, [[[1, 2, 3, 4]], [[1, 2, 3, 4]]]);
    const first = await browseTopic(targetOf(reads), { limit: 3 });
    fill(reads, [[[5, 6]], [[5, 6]]]);
    const second = await browseTopic(targetOf(reads), { limit: 50, cursor: first.cursor });
    expect([...valuesOf(first), ...valuesOf(second)]).toEqual([
      '0/3',
      '1/3',
      '0/2',
      '1/2',
      '0/1',
      '1/1',
      '0/0',
      '1/0',
    ]);
    expect(second.isEnd).toBe(true);
  });

  it('go on, oldest first, with what was written after their end', async () => {
    const reads = new MemoryReads(1);
    fill(reads, [[[1, 2]]]);
    const { cursor, isEnd } = await browseTopic(targetOf(reads), { order: 'oldest' });
    expect(isEnd).toBe(true);
    reads.append(0, [{ timestampMs: 3, value: 'new' }]);
    expect(valuesOf(await browseTopic(targetOf(reads), { order: 'oldest', cursor }))).toEqual([
      'new',
    ]);
  });

  it('hold what bounds leave: offsets and times, the lower inclusive, the upper not', async () => {
    const reads = new MemoryReads(1);
    fill(reads, [Array.from({ length: 10 }, (_, at) => [at])], 100);
    const of = async (options: BrowseOptions): Promise<string[]> =>
      valuesOf(await browseTopic(targetOf(reads), options));
    expect(await of({ fromOffset: 7 })).toEqual(['0/9', '0/8', '0/7']);
    expect(await of({ toOffset: 2 })).toEqual(['0/1', '0/0']);
    expect(await of({ fromTimestampMs: 800, order: 'oldest' })).toEqual(['0/8', '0/9']);
    expect(await of({ fromTimestampMs: 250, toTimestampMs: 500 })).toEqual(['0/4', '0/3']);
    expect(await of({ fromTimestampMs: 5_000 })).toEqual([]);
    expect(await of({ toTimestampMs: 5_000, limit: 1 })).toEqual(['0/9']);
    expect(await of({ fromOffset: 500 })).toEqual([]);
  });

  it('begin where the log begins by now, and pass over decisions of the cluster', async () => {
    const reads = new MemoryReads(1);
    fill(reads, [[[1, 2, 3, 4, 5, 6]]]);
    reads.partitions[0]?.appendControl();
    const first = await browseTopic(targetOf(reads), { limit: 2 });
    const [log] = reads.partitions;
    if (log !== undefined) log.logStartOffset = 3;
    const second = await browseTopic(targetOf(reads), { limit: 50, cursor: first.cursor });
    expect([...valuesOf(first), ...valuesOf(second)]).toEqual(['0/5', '0/4', '0/3']);
  });

  it('end where the log moves on while it is read', async () => {
    const reads = new MemoryReads(1);
    fill(reads, [Array.from({ length: 40 }, (_, at) => [at])]);
    reads.onFetch = () => {
      const [log] = reads.partitions;
      if (log !== undefined && reads.fetchCalls > 1) log.logStartOffset = 35;
    };
    const page = await browseTopic(targetOf(reads), { limit: 50, partition: 0, toOffset: 38 });
    expect(valuesOf(page).slice(0, 3)).toEqual(['0/37', '0/36', '0/35']);
    expect(page.isEnd).toBe(true);
  });

  it('of an empty topic come at once, without a fetch', async () => {
    const reads = new MemoryReads(3);
    const page = await browseTopic(targetOf(reads));
    expect(page).toMatchObject({ records: [], isEnd: true });
    expect(reads.fetchCalls).toBe(0);
  });

  it('leave out a partition that cannot be read, say why, and give it when it can be', async () => {
    const reads = new MemoryReads(2);
    fill(reads, [[[1, 2]], [[1, 2]]]);
    reads.failures.set(1, new WeirError('LEADER_NOT_AVAILABLE', 'Its node is gone'));
    const page = await browseTopic(targetOf(reads), { timeMs: 200 });
    expect(valuesOf(page)).toEqual(['0/1', '0/0']);
    expect(page.partitions[1]).toMatchObject({ error: { code: 'LEADER_NOT_AVAILABLE' } });
    reads.failures.clear();
    const { cursor } = page;
    expect(valuesOf(await browseTopic(targetOf(reads), { cursor }))).toEqual(['1/1', '1/0']);
  });

  it('leave out a partition of which a batch is damaged', async () => {
    const reads = new MemoryReads(2);
    fill(reads, [[[1], [2]], [[1, 2]]]);
    const bytes = reads.partitions[0]?.batches[0]?.bytes;
    bytes?.fill(0xff, bytes.length - 1);
    const page = await browseTopic(targetOf(reads));
    expect(valuesOf(page)).toEqual(['0/1', '1/1', '1/0']);
    expect(page.partitions[0]).toMatchObject({ error: { code: 'CORRUPT_BATCH' } });
  });

  it('go on with what is left where an unclean election has cut the log', async () => {
    const reads = new MemoryReads(1);
    fill(reads, [[[1], [2], [3], [4]]]);
    const first = await browseTopic(targetOf(reads), { limit: 1 });
    reads.partitions[0]?.truncate(2);
    const second = await browseTopic(targetOf(reads), { limit: 5, cursor: first.cursor });
    expect([...valuesOf(first), ...valuesOf(second)]).toEqual(['0/3', '0/1', '0/0']);
    expect(second.isEnd).toBe(true);
  });

  it('end where an unclean election cuts the log below them', async () => {
    const reads = new MemoryReads(1);
    fill(reads, [Array.from({ length: 40 }, (_, at) => [at])]);
    reads.onFetch = () => {
      reads.partitions[0]?.truncate(10);
    };
    const page = await browseTopic(targetOf(reads), { limit: 50, fromOffset: 8, timeMs: 600 });
    expect(valuesOf(page)).toEqual(['0/9', '0/8']);
  });

  it('fail where no partition can be read', async () => {
    const reads = new MemoryReads(1);
    reads.failures.set(0, new WeirError('TOPIC_AUTHORIZATION_FAILED', 'No'));
    await expect(browseTopic(targetOf(reads))).rejects.toMatchObject({
      code: 'TOPIC_AUTHORIZATION_FAILED',
    });
  });

  it.each<[BrowseOptions, string]>([
    [{ partition: 7 }, 'Partition 7 is outside 0 to 0'],
    [{ limit: 0 }, 'limit is 0'],
    [{ fromOffset: -1 }, 'fromOffset is -1'],
    [{ cursor: 'x' }, 'not one that an earlier answer gave'],
  ])('are refused for %j', async (options, why) => {
    await expect(browseTopic(targetOf(new MemoryReads(1)), options)).rejects.toThrow(why);
  });
});

describe('searches', () => {
  function haystack(partitions: number, batchCount: number): MemoryReads {
    const reads = new MemoryReads(partitions);
    for (let at = 0; at < batchCount; at += 1) {
      const records = Array.from({ length: 50 }, (_, index) => ({
        timestampMs: at * 50 + index,
        value: `${'straw '.repeat(10)}${at}/${index}`,
      }));
      reads.append(at % partitions, records);
    }
    return reads;
  }

  it('find a needle in any place, newest and oldest first', async () => {
    for (const way of ['newest', 'oldest'] as const) {
      for (const at of [0, 30, 59]) {
        const reads = haystack(3, 60);
        const needle = { timestampMs: at * 50, value: 'the Needle' };
        reads.append(at % 3, [needle]);
        const { values, end } = await search(reads, { order: way, filter: { text: 'needle' } });
        expect(values).toEqual(['the Needle']);
        expect(end).toMatchObject({ reason: 'end', scanned: 3_001, matched: 1, remaining: 0 });
      }
    }
  });

  it('fetch little more than there is, with few calls at a time', async () => {
    const reads = haystack(3, 600);
    const total = reads.partitions
      .flatMap((log) => log.batches)
      .reduce((sum, batch) => sum + batch.bytes.length, 0);
    await search(reads, { filter: { text: 'nowhere' } });
    expect(reads.fetchedBytes).toBeLessThan(1.2 * total);
    expect(reads.mostCallsUnderWay).toBeLessThanOrEqual(4);
  });

  it('stop at their limit and go on by their cursor', async () => {
    const reads = haystack(3, 60);
    const found: string[] = [];
    let cursor: string | undefined;
    for (let round = 0; round < 50; round += 1) {
      const { values, end } = await search(reads, { filter: { text: '/7' }, limit: 5, cursor });
      found.push(...values);
      cursor = end.cursor;
      if (end.reason === 'end') break;
      expect(end.reason).toBe('limit');
    }
    expect(found).toHaveLength(60);
    expect(new Set(found).size).toBe(60);
  });

  it('stop when their time is up, and go on by their cursor', async () => {
    const reads = haystack(2, 800);
    const clock = new ManualClock();
    reads.onFetch = () => {
      clock.advanceBy(60);
    };
    const found: string[] = [];
    let cursor: string | undefined;
    let rounds = 0;
    for (;;) {
      const options = { filter: { text: '/7' }, timeMs: 100, cursor, limit: 1_000 };
      const scan = await openSearch(targetOf(reads, clock), options);
      const { values, end } = await collect(scan.events());
      found.push(...values);
      cursor = end.cursor;
      rounds += 1;
      if (rounds > 500) throw new Error(JSON.stringify(end));
      if (end.reason === 'end') break;
      expect(end.reason).toBe('time');
    }
    expect(rounds).toBeGreaterThan(1);
    expect(new Set(found).size).toBe(800);
    expect(found).toHaveLength(800);
  });

  it('are cut short anywhere, and give every record once all the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        batches,
        order,
        fc.integer({ min: 120, max: 400 }),
        async (given, way, timeMs) => {
          const reads = new MemoryReads(given.length);
          fill(reads, given);
          const found: string[] = [];
          let cursor: string | undefined;
          let isEnd = false;
          for (let round = 0; !isEnd; round += 1) {
            const target = targetOf(reads, new SteppingClock());
            const scan = await openSearch(target, { order: way, timeMs, cursor, limit: 7 });
            const { values, end } = await collect(scan.events());
            found.push(...values);
            cursor = end.cursor;
            isEnd = end.reason === 'end';
            if (round > 2_000) throw new Error('No end of searches');
          }
          const total = reads.partitions.reduce((sum, log) => sum + log.logEndOffset, 0);
          expect(found).toHaveLength(total);
          expect(new Set(found).size).toBe(total);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('fetch nothing more while nobody takes what they found', async () => {
    const reads = new MemoryReads(1);
    const value = 'x'.repeat(1_000);
    for (let at = 0; at < 40; at += 1) {
      const records = Array.from({ length: 400 }, () => ({ timestampMs: at, value }));
      reads.append(0, records);
    }
    const scan = await openSearch(targetOf(reads), { limit: 1_000_000, maxBytes: 1e9 });
    const events = scan.events();
    await events.next();
    await eventually(() => reads.callsUnderWay === 0);
    expect(reads.fetchedBytes).toBeLessThan(8 * 1024 * 1024);
    let count = 1;
    for await (const { kind } of events) if (kind === 'record') count += 1;
    expect(count).toBe(16_000);
  });

  it('end without a word when their caller goes', async () => {
    const reads = haystack(1, 10);
    const gone = new AbortController();
    reads.onFetch = () => new Promise(() => undefined);
    const { signal } = gone;
    const events = (await openSearch(targetOf(reads), { signal })).events();
    const next = events.next();
    gone.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('tell how far they are', async () => {
    const reads = haystack(1, 10);
    const waiting = Promise.withResolvers<void>();
    reads.onFetch = () => waiting.promise;
    const events = (await openSearch(targetOf(reads), { progressMs: 20 })).events();
    expect((await events.next()).value).toMatchObject({ kind: 'progress', remaining: 500 });
    waiting.resolve();
    expect((await events.next()).value).toMatchObject({ kind: 'record' });
    await events.return();
  });

  it('keep the pauses that a quota asks for', async () => {
    const reads = haystack(1, 60);
    reads.throttleMs = 10_000;
    const { end } = await search(reads, {
      filter: { text: 'nowhere' },
      timeMs: 150,
      order: 'oldest',
    });
    expect(reads.fetchCalls).toBeLessThanOrEqual(2);
    expect(['time', 'end']).toContain(end.reason);
  });

  it('refuse a pattern that hangs', async () => {
    const reads = new MemoryReads(1);
    reads.append(0, [{ timestampMs: 1, value: `${'a'.repeat(50)}!` }]);
    const filter = { value: '^(a+)+$', isRegex: true };
    await expect(search(reads, { filter })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
