import { ManualClock, toOffset } from '@weir/core';
import { unrestrictedCaller } from '@weir/runtime';
import { expect, it } from 'vitest';
import { defaultCoordinatorConfig } from '../coordinator-config.ts';
import { ordersId } from '../group/consumer-group.fixture.ts';
import { CommittedOffsets, type NewPosition } from '../offsets/committed-offsets.ts';
import { partitionKey } from '../topics/partition-key.ts';
import { fetchOffsets } from './fetch-offsets.ts';
import type { OperationsContext } from './operations-context.ts';

const key = partitionKey(ordersId, 0);

it('answers nothing that was committed while it waited for the store', async () => {
  const committed = new CommittedOffsets();
  committed.commit(key, positionOf(5));
  const { promise: stored, resolve } = Promise.withResolvers<void>();
  const request = { groupId: 'group', partitions: [] };
  const answer = fetchOffsets(contextOf(committed, stored), request, unrestrictedCaller);
  committed.commit(key, positionOf(9));
  resolve();
  const { offsets } = await answer;
  expect(offsets).toEqual([expect.objectContaining({ partition: 0, offset: 5 })]);
});

/** One group, in a shard whose writes are stored when `stored` resolves. */
function contextOf(offsets: CommittedOffsets, stored: Promise<void>): OperationsContext {
  const shard = { host: () => ({ offsets }), writer: { waiting: 0, flush: () => stored } };
  const context = {
    shards: { require: () => shard },
    topics: () => undefined,
    clock: new ManualClock(),
    config: defaultCoordinatorConfig,
  };
  return context as unknown as OperationsContext;
}

function positionOf(offset: number): NewPosition {
  return {
    topic: 'orders',
    offset: toOffset(offset),
    leaderEpoch: undefined,
    metadata: '',
    committedAtMs: 1,
  };
}
