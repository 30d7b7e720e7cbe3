import type { MetadataSnapshot, Node } from '@weir/protos';
import { MetadataView } from '@weir/runtime';
import { beforeEach, expect, it } from 'vitest';
import { ordersId } from '../group/consumer-group.fixture.ts';
import type { TopicCatalog } from './topic-catalog.ts';
import { TopicTracker } from './topic-tracker.ts';

const emptyDelta = {
  generation: 'one',
  removedNodeIds: [],
  coordinators: [],
  removedCoordinatorIds: [],
  topics: [],
  removedTopicIds: [],
};

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

it('tells of replicas in other racks, not of other nodes in the same ones', () => {
  const nodes = nodesOf({ 1: 'a', 2: 'a', 3: 'b' });
  view.replace(snapshotOf({ version: 2, nodes }));
  expect(racksOfOrders()).toEqual([['a'], ['a']]);
  expect(changes).toHaveLength(2);
  view.replace(snapshotOf({ version: 3, nodes, replicas: [2] }));
  view.replace(snapshotOf({ version: 4, nodes, replicas: [1, 2], leader: 2 }));
  expect(changes).toHaveLength(2);
  view.replace(snapshotOf({ version: 5, nodes, replicas: [2, 3] }));
  expect(racksOfOrders()).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  view.replace(snapshotOf({ version: 6, nodes, replicas: [3, 2] }));
  expect(changes).toHaveLength(3);
});

it('tells of a node whose rack is known later, not of one that dies', () => {
  const [node] = nodesOf({ 1: 'a' });
  const apply = (version: number, nodes: Node[]): void => {
    const change = { ...emptyDelta, previousVersion: version - 1, version, nodes };
    expect(view.apply({ event: 'delta', delta: change })).toBe(true);
  };
  apply(2, nodesOf({ 1: '' }));
  expect(racksOfOrders()).toBeUndefined();
  apply(3, nodesOf({ 1: 'a' }));
  expect(racksOfOrders()).toEqual([['a'], ['a']]);
  expect(changes).toHaveLength(2);
  apply(4, node === undefined ? [] : [{ ...node, state: 'NODE_STATE_DEAD' }]);
  apply(5, nodesOf({ 7: 'b' }));
  expect(changes).toHaveLength(2);
});

it('tells nothing once it is stopped', () => {
  tracker.stop();
  view.replace(snapshotOf({ version: 2, partitions: 3 }));
  expect(changes).toHaveLength(1);
});

function racksOfOrders(): string[][] | undefined {
  const racks = tracker.catalog.topicByName('orders')?.racks;
  return racks?.map((set) => [...set]);
}

function nodesOf(racks: Record<number, string>): Node[] {
  return Object.entries(racks).map(([nodeId, rack]) => ({
    nodeId: Number(nodeId),
    address: `node-${nodeId}:1`,
    host: '',
    rack,
    externalAddress: '',
    nodeEpoch: 1,
    state: 'NODE_STATE_ALIVE',
  }));
}

function snapshotOf({
  version,
  leader = 1,
  partitions = 2,
  nodes = [],
  replicas = [1],
}: {
  readonly version: number;
  readonly leader?: number;
  readonly partitions?: number;
  readonly nodes?: Node[];
  readonly replicas?: number[];
}): MetadataSnapshot {
  return {
    clusterId: 'cluster',
    generation: 'one',
    version,
    controllerAddress: '',
    groupShards: 64,
    coordinators: [],
    nodes,
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
          assignedReplicas: replicas,
          inSyncReplicas: replicas,
          leaderlessReason: '',
        })),
      },
    ],
  };
}
