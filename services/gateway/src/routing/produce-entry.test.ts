import { WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { ProduceEntry } from './produce-entry.ts';

function request(count: number) {
  return {
    correlationId: 7,
    request: {
      acks: 'ACKS_ALL' as const,
      timeoutMs: 0,
      partitions: Array.from({ length: count }, (_none, partition) => ({
        ...{ topicId: 't', partition, minLeaderEpoch: 0 },
        batches: [Buffer.alloc(10)],
      })),
    },
  };
}

it('is done when every partition is answered, in whatever order, each once', () => {
  const done: ProduceEntry[] = [];
  const entry = new ProduceEntry(request(3), (each) => done.push(each));
  entry.throttleMs = 12;
  entry.begin();
  entry.answer(2, { partition: 2, baseOffset: 5 });
  entry.fail(0, new WeirError('NOT_LEADER_OR_FOLLOWER', 'Moved'));
  entry.answer(0, { partition: 0, baseOffset: 9 });
  entry.answer(9, { partition: 9 });
  expect(done).toEqual([]);
  entry.answer(1, { partition: 1, baseOffset: 4 });
  entry.fail(1, new WeirError('UNAVAILABLE', 'Late'));

  expect(done).toEqual([entry]);
  expect(entry.bytes).toBe(30);
  expect(entry.response()).toMatchObject({
    throttleMs: 12,
    partitions: [
      { partition: 0, baseOffset: -1, error: { code: 'NOT_LEADER_OR_FOLLOWER' } },
      { partition: 1, baseOffset: 4 },
      { partition: 2, baseOffset: 5 },
    ],
  });
});

it('is done at once without partitions', () => {
  let count = 0;
  const onDone = (): void => {
    count += 1;
  };
  const entries = [request(0), { correlationId: 1, request: null }].map(
    (each) => new ProduceEntry(each, onDone),
  );
  for (const entry of entries) entry.begin();
  expect(entries.map((entry) => entry.response().partitions)).toEqual([[], []]);
  expect(count).toBe(2);
});
