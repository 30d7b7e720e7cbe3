import { expect, it } from 'vitest';
import { PartitionReader } from './partition-reader.ts';
import { PositionReport } from './position-report.ts';

function readersOf(count: number): PartitionReader[] {
  return Array.from({ length: count }, (_none, partition) => {
    const reader = new PartitionReader({ topicId: 'id', topic: 't', partition });
    reader.start(partition);
    return reader;
  });
}

it('tells all positions at first, then those that moved, of started readers', () => {
  const readers = [
    ...readersOf(2),
    new PartitionReader({ topicId: 'id', topic: 't', partition: 9 }),
  ];
  const report = new PositionReport();
  expect(report.take(readers)).toEqual([
    { topicId: 'id', partition: 0, position: 0 },
    { topicId: 'id', partition: 1, position: 1 },
  ]);
  expect(report.take(readers)).toEqual([]);
  readers[1]?.give(5, 1);
  readers[2]?.start(7);
  expect(report.take(readers).map(({ position }) => position)).toEqual([5, 7]);
  expect(new PositionReport().take(readers)).toHaveLength(3);
});

it('tells at most 5,000 at a time, and starves none', () => {
  const readers = readersOf(12_000);
  const report = new PositionReport();
  const seen = new Set<number>();
  for (const expected of [5_000, 5_000, 5_000]) {
    const told = report.take(readers);
    expect(told).toHaveLength(expected);
    for (const { partition } of told) seen.add(partition ?? -1);
    for (const reader of readers) reader.give(reader.position + 1, 1);
  }
  expect(seen.size).toBe(12_000);
});

it('takes a partition that was lost and is assigned again for another', () => {
  const report = new PositionReport();
  report.take(readersOf(1));
  expect(report.take(readersOf(1))).toHaveLength(1);
});
