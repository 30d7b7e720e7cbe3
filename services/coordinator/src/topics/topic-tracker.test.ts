import type { MetadataSnapshot } from '@weir/protos';
import { MetadataView } from '@weir/runtime';
import { beforeEach, expect, it } from 'vitest';
import { ordersId } from '../group/consumer-group.fixture.ts';
import type { TopicCatalog } from './topic-catalog.ts';
import { TopicTracker } from './topic-tracker.ts';

let view: MetadataView;
let changes: TopicCatalog[];
let tracker: TopicTracker;

beforeEach(() => {
  view = new MetadataView();
  changes = [];
  tracker = new TopicTracker(view, (catalog) => {
    changes.push(catalog);
  });
  view.replace(snapshotOf({ version: 1 }));
  tracker.start();
});

it('knows the topics of the view', () => {
  expect(tracker.catalog.topicByName('orders')).toEqual({
    topicId: ordersId,
    name: 'orders',
    partitions: 2,
  });
  expect(tracker.catalog.topicById(ordersId)?.name).toBe('orders');
  expect(changes).toHaveLength(1);
});

it('tells of new partitions and of deleted topics, not of new leaders', () => {
  view.replace(snapshotOf({ version: 2, leader: 7 }));
  expect(changes).toHaveLength(1);
  view.replace(snapshotOf({ version: 3, partitions: 3 }));
  expect(changes.at(-1)?.topicByName('orders')?.partitions).toBe(3);
  view.replace({ ...snapshotOf({ version: 4 }), topics: [] });
  expect(changes.at(-1)?.topicByName('orders')).toBeUndefined();
  expect(changes).toHaveLength(3);
});

it('tells nothing once it is stopped', () => {
  tracker.stop();
  view.replace(snapshotOf({ version: 2, partitions: 3 }));
  expect(changes).toHaveLength(1);
});

function snapshotOf({
  version,
  leader = 1,
  partitions = 2,
}: {
  readonly version: number;
  readonly leader?: number;
  readonly partitions?: number;
}): MetadataSnapshot {
  return {
    clusterId: 'cluster',
    generation: 'one',
    version,
    controllerAddress: '',
    groupShards: 64,
    coordinators: [],
    nodes: [],
    topics: [
      {
        topicId: ordersId,
        name: 'orders',
        internal: false,
        configs: {},
        configVersion: 0,
        replicationFactor: 1,
        partitions: Array.from({ length: partitions }, (_, partition) => ({
          partition,
          leader,
          leaderEpoch: 1,
          partitionEpoch: 1,
          assignedReplicas: [1],
          inSyncReplicas: [1],
          leaderlessReason: '',
        })),
      },
    ],
  };
}
