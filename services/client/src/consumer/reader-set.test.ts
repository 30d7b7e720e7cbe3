import { RecordBatchBuilder } from '@weir/core';
import { expect, it } from 'vitest';
import { PartitionReader } from './partition-reader.ts';
import { ReaderSet } from './reader-set.ts';

function readerWith(partition: number, batches: number): PartitionReader {
  const reader = new PartitionReader({ topicId: 'id', topic: 't', partition });
  reader.start(0);
  const builder = new RecordBatchBuilder();
  builder.append(null, 'v', undefined, 1);
  const batch = builder.build();
  reader.receive(
    {
      topicId: 'id',
      partition,
      error: null,
      highWatermark: 1,
      logStartOffset: 0,
      leaderEpoch: 1,
      batches: batches > 0 ? [batch] : [],
    },
    { release: () => undefined },
  );
  return reader;
}

it('gives readers with something to give in turn, each once', () => {
  const readers = new ReaderSet();
  const [first, second, empty] = [readerWith(0, 1), readerWith(1, 1), readerWith(2, 0)];
  for (const reader of [first, second, empty, first]) {
    readers.add(reader);
    readers.queue(reader);
  }
  expect(readers.next()).toBe(first);
  readers.queue(first);
  expect(readers.next()).toBe(second);
  expect(readers.next()).toBe(first);
  expect(readers.next()).toBeUndefined();
});

it('leaves out what is paused or was taken away since', () => {
  const readers = new ReaderSet();
  const [paused, gone] = [readerWith(0, 1), readerWith(1, 1)];
  for (const reader of [paused, gone]) {
    readers.add(reader);
    readers.queue(reader);
  }
  paused.isPaused = true;
  gone.close();
  expect(readers.next()).toBeUndefined();
  readers.remove(gone);
  expect(readers.all()).toEqual([paused]);
  expect(readers.get('t', 1)).toBeUndefined();
});
