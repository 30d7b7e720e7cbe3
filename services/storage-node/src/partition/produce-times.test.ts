import { type FlushPolicy, ManualClock } from '@weir/core';
import { expect, it } from 'vitest';

import { ProduceTimes } from './produce-times.ts';

/** Times by a clock that the test moves, and what was told of them. */
function measure(flushPolicy: FlushPolicy = 'fsync') {
  const clock = new ManualClock();
  const told: (readonly [phase: string, ms: number])[] = [];
  const tell =
    (phase: string) =>
    (ms: number): void => {
      told.push([phase, ms]);
    };
  const times = new ProduceTimes({
    clock,
    flushPolicy: () => flushPolicy,
    observer: {
      queued: tell('queue'),
      appended: tell('append'),
      flushed: tell('flush'),
      replicated: tell('replicate'),
    },
  });
  const arrive = (endOffset: number): void => {
    times.queued({ endOffset, arrivedAtMs: clock.monotonicMs() });
  };
  return { clock, told, times, arrive };
}

it('measures each phase of a request that is written alone', () => {
  const { clock, told, times, arrive } = measure();
  arrive(5);
  clock.advanceBy(1);
  times.writing(5);
  clock.advanceBy(2);
  times.written(5);
  clock.advanceBy(3);
  times.flushed();
  times.committed(4);
  clock.advanceBy(4);
  times.committed(5);
  expect(told).toEqual([
    ['queue', 1],
    ['append', 2],
    ['flush', 3],
    ['replicate', 7],
  ]);
});

it('tells the queue of each request, the rest of the group that is written at once', () => {
  const { clock, told, times, arrive } = measure();
  arrive(1);
  clock.advanceBy(1);
  arrive(2);
  arrive(9);
  times.writing(2);
  clock.advanceBy(1);
  times.written(2);
  times.flushed();
  times.writing(9);
  times.written(9);
  times.flushed();
  times.committed(9);
  expect(told).toEqual([
    ['queue', 1],
    ['queue', 0],
    ['append', 1],
    ['flush', 0],
    ['queue', 1],
    ['append', 0],
    ['flush', 0],
    ['replicate', 0],
    ['replicate', 0],
  ]);
});

it('tells nothing of what no producer has brought, nor of syncs that nobody waits for', () => {
  const { told, times, arrive } = measure('page-cache');
  times.writing(3);
  times.written(3);
  times.flushed();
  times.committed(3);
  expect(told).toEqual([]);
  arrive(4);
  times.writing(4);
  times.written(4);
  times.flushed();
  expect(told.map(([phase]) => phase)).toEqual(['queue', 'append']);
});

it('forgets what was under way when the partition is led no more', () => {
  const { told, times, arrive } = measure();
  arrive(1);
  times.writing(1);
  times.written(1);
  times.flushed();
  arrive(2);
  told.length = 0;
  times.clear();
  times.writing(2);
  times.written(2);
  times.flushed();
  times.committed(2);
  expect(told).toEqual([]);
});

it('keeps a bounded number of groups while nothing is committed', () => {
  const { told, times, arrive } = measure();
  for (let endOffset = 1; endOffset <= 5_000; endOffset += 1) {
    arrive(endOffset);
    times.writing(endOffset);
    times.written(endOffset);
    times.flushed();
  }
  told.length = 0;
  times.committed(5_000);
  expect(told).toHaveLength(1_000);
});
