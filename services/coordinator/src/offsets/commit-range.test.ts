import { ManualClock, WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { ordersId } from '../group/consumer-group.fixture.ts';
import { type PartitionKey, partitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import { CommitRange } from './commit-range.ts';
import type { LogOffsets, OffsetAnswer, OffsetQuestion } from './log-offsets.ts';

const first = partitionKey(ordersId, 0);
const second = partitionKey(ordersId, 1);
const third = partitionKey(ordersId, 2);

/** Two leaders that answer when they are told to: of even and of odd partitions. */
class SlowLeaders {
  readonly asked: { keys: PartitionKey[]; answer: (highWatermark?: number) => void }[] = [];

  leaderOf(key: PartitionKey) {
    const { partition } = splitPartitionKey(key);
    return { nodeId: partition % 2, address: `n${partition % 2}:1` };
  }

  ask(questions: readonly OffsetQuestion[]): Promise<OffsetAnswer[]> {
    return new Promise((resolve) => {
      const answer = (highWatermark?: number): void => {
        resolve(questions.map(({ spec }) => toAnswer(spec, highWatermark)));
      };
      this.asked.push({ keys: questions.map(({ key }) => key), answer });
    });
  }
}

function toAnswer(spec: string, highWatermark: number | undefined): OffsetAnswer {
  if (highWatermark === undefined) {
    return { ok: false, error: new WeirError('REQUEST_TIMED_OUT', 'No answer') };
  }
  const offset = spec === 'OFFSET_SPEC_EARLIEST' ? 0 : highWatermark;
  return { ok: true, offset, leaderEpoch: 1 };
}

function start() {
  const clock = new ManualClock();
  const leaders = new SlowLeaders();
  const range = new CommitRange({
    logOffsets: leaders as unknown as LogOffsets,
    clock,
    timeoutMs: 300,
  });
  return { clock, leaders, range };
}

async function turns(): Promise<void> {
  for (let count = 0; count < 10; count += 1) await Promise.resolve();
}

it('takes an offset whose leader could not be asked, however long other leaders took', async () => {
  const { clock, leaders, range } = start();
  const known = range.prepare(new Map([[first, 10]]));
  await turns();
  leaders.asked[0]?.answer(10);
  await known;
  clock.advanceBy(100);
  const failing = range.prepare(new Map([[third, 11]]));
  await turns();
  leaders.asked[1]?.answer();
  await failing;
  const slow = range.prepare(
    new Map([
      [first, 12],
      [second, 5],
    ]),
  );
  await turns();
  expect(leaders.asked[2]?.keys).toEqual([second, second]);
  clock.advanceBy(2_000);
  leaders.asked[2]?.answer(5);
  await slow;
  expect(range.problem(first, 12)).toBeUndefined();
  expect(range.problem(second, 6)?.code).toBe('OFFSET_OUT_OF_RANGE');
});

it('does not go back to what a leader said before', async () => {
  const { clock, leaders, range } = start();
  const early = range.prepare(new Map([[first, 10]]));
  await turns();
  clock.advanceBy(100);
  const late = range.prepare(new Map([[first, 12]]));
  await turns();
  leaders.asked[1]?.answer(12);
  leaders.asked[0]?.answer(10);
  await Promise.all([early, late]);
  expect(range.problem(first, 12)).toBeUndefined();
});
