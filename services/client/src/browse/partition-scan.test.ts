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
