import { expect, it } from 'vitest';
import { MemoryReads } from '../../test/memory-reads.ts';
import { PartitionScan } from './partition-scan.ts';
import { compileFilter } from './record-filter.ts';

it('stays where it is while it passes over batches that were fetched beyond its range', async () => {
  const reads = new MemoryReads(1);
  for (const value of ['a', 'b', 'c']) reads.append(0, [{ timestampMs: 1, value }]);
  const scan = new PartitionScan({
    ...{ topic: 't', partition: 0, order: 'newest', range: { fromOffset: 0, toOffset: 1 } },
    ...{ matcher: compileFilter({}), windowBytes: 1_000, firstRecords: 10 },
  });
  const request = scan.request();
  const { partitions } = await reads.fetch({ partitions: [request], maxBytes: 1_000 });
  const [answer] = partitions;
  if (answer === undefined) throw new Error('One partition was asked for');
  expect(answer.batches).toHaveLength(3);
  scan.receive(request.fetchOffset, answer);
  const positions: number[] = [];
  while (scan.hasFetched) {
    scan.scan({ records: 10, bytes: 1_000 });
    positions.push(scan.head === undefined ? scan.position : -1);
  }
  // A search whose time is up here must not go on above what it has given.
  expect(positions.filter((position) => position > 1)).toEqual([]);
  expect(scan.head?.value?.toString()).toBe('a');
  expect(scan.scannedRecords).toBe(1);
});

it.each(['newest', 'oldest'] as const)(
  'looks at little at a time where records are large, %s first',
  async (order) => {
    const reads = new MemoryReads(1);
    const records = Array.from({ length: 100 }, (_, at) => ({
      ...{ timestampMs: at, value: at === 50 ? 'x'.repeat(100_000) : 'x'.repeat(9_000) },
    }));
    reads.append(0, records);
    const looks: number[] = [];
    const all = compileFilter({});
    const matcher = {
      ...all,
      select: (slice: Parameters<typeof all.select>[0]) => {
        const bytes = slice.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
        looks.push(slice.length === 1 ? 0 : bytes);
        return all.select(slice);
      },
    };
    const scan = new PartitionScan({
      ...{ topic: 't', partition: 0, order, range: { fromOffset: 0, toOffset: 100 } },
      ...{ matcher, windowBytes: 4_000_000, firstRecords: 100 },
    });
    const request = scan.request();
    const { partitions } = await reads.fetch({ partitions: [request], maxBytes: 4_000_000 });
    if (partitions[0] === undefined) throw new Error('One partition was asked for');
    scan.receive(request.fetchOffset, partitions[0]);
    const offsets: number[] = [];
    while (scan.hasFetched) {
      scan.scan({ records: 1_000, bytes: 4_000_000 });
      for (; scan.head !== undefined; scan.take()) offsets.push(scan.head.offset);
    }
    const rising = records.map((_record, at) => at);
    expect(offsets).toEqual(order === 'oldest' ? rising : rising.toReversed());
    expect(Math.max(...looks)).toBeLessThanOrEqual(65_536);
  },
);

it.each(['newest', 'oldest'] as const)(
  'goes on where it was after it was told to let go of an open batch, %s first',
  async (order) => {
    const reads = new MemoryReads(1);
    const records = Array.from({ length: 2_000 }, (_, at) => ({ timestampMs: at, value: `${at}` }));
    for (let at = 0; at < 2_000; at += 1_000) reads.append(0, records.slice(at, at + 1_000));
    const scan = new PartitionScan({
      ...{ topic: 't', partition: 0, order, range: { fromOffset: 0, toOffset: 2_000 } },
      ...{ matcher: compileFilter({}), windowBytes: 4_000_000, firstRecords: 2_000 },
    });
    const offsets: number[] = [];
    let released = 0;
    while (!scan.isRead) {
      if (scan.canFetch && !scan.hasFetched) {
        const request = scan.request();
        const { partitions } = await reads.fetch({ partitions: [request], maxBytes: 4_000_000 });
        if (partitions[0] === undefined) throw new Error('One partition was asked for');
        scan.receive(request.fetchOffset, partitions[0]);
      }
      scan.scan({ records: 10_000, bytes: 4_000_000 });
      for (; scan.head !== undefined; scan.take()) offsets.push(scan.head.offset);
      if (scan.openBytes === 0) continue;
      scan.letGo();
      released += 1;
      expect(scan.openBytes).toBe(0);
    }
    const rising = records.map((_record, at) => at);
    expect(offsets).toEqual(order === 'oldest' ? rising : rising.toReversed());
    expect(released).toBeGreaterThan(2);
  },
);
