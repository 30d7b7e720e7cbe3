import type { NodeId } from '@weir/core';
import { MetadataView } from '@weir/runtime';
import { expect, it } from 'vitest';

import { isCaughtUp } from './is-caught-up.ts';

/** A topic whose partitions have these replicas, and of them these in sync. */
function viewOf(...partitions: readonly (readonly [assigned: number[], inSync: number[]])[]) {
  const view = new MetadataView();
  view.replace({
    ...{ clusterId: 'c', generation: 'g', version: 1, controllerAddress: '', groupShards: 1 },
    ...{ nodes: [], coordinators: [] },
    topics: [
      {
        ...{ topicId: 't', name: 'orders', configs: {}, configVersion: 1 },
        ...{ internal: false, replicationFactor: 2 },
        partitions: partitions.map(([assignedReplicas, inSyncReplicas], partition) => ({
          ...{ partition, leader: 1, leaderEpoch: 1, partitionEpoch: 1, leaderlessReason: '' },
          ...{ assignedReplicas, inSyncReplicas },
        })),
      },
    ],
  });
  return view;
}

it('is so once each replica of the node is in sync, others or not', () => {
  const node = 2 as NodeId;
  expect(isCaughtUp(new MetadataView(), node)).toBe(false);
  expect(isCaughtUp(viewOf([[1, 2], [1]]), node)).toBe(false);
  expect(
    isCaughtUp(
      viewOf(
        [
          [1, 2],
          [1, 2],
        ],
        [[1, 3], [1]],
      ),
      node,
    ),
  ).toBe(true);
  expect(
    isCaughtUp(
      viewOf(
        [
          [1, 2],
          [1, 2],
        ],
        [[2, 3], [3]],
      ),
      node,
    ),
  ).toBe(false);
});
