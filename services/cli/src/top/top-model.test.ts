import type { DescribeClusterResponse, DescribedLog } from '@weir/client';
import { describe, expect, it } from 'vitest';
import { groupOf, healthySnapshot, statusOf } from '../doctor/healthy-snapshot.fixture.ts';
import { TopModel, type TopSample } from './top-model.ts';

const cluster: DescribeClusterResponse = {
  clusterId: 'c-1',
  controllerId: 'controller-1',
  controllerAddress: '10.0.0.1:7400',
  controllerToken: 1,
  nodes: [...healthySnapshot.nodes],
  coordinators: [],
  topics: 2,
  partitions: 3,
  leaderlessPartitions: 0,
  underReplicatedPartitions: 0,
  nodeStatuses: [statusOf(1), statusOf(2), statusOf(3)],
};

function logOf(topic: string, partition: number, logEndOffset: number): DescribedLog {
  return {
    ...{ topic, partition, error: undefined },
    log: {
      ...{ leaderEpoch: 1, logStartOffset: 0, highWatermark: logEndOffset, logEndOffset },
      ...{ logBytes: logEndOffset * 10, segments: 1, followers: [] },
    },
  };
}

function sampleOf(atMs: number, changes: Partial<TopSample> = {}): TopSample {
  return {
    ...{ atMs, cluster, groups: [] },
    topics: [
      { name: 'orders', partitions: 2 },
      { name: 'idle', partitions: 1 },
    ],
    logs: [logOf('orders', 0, 100), logOf('orders', 1, 50), logOf('idle', 0, 7)],
    ...changes,
  };
}

/** Node 1, later, with this much more. */
function grown(changes: Parameters<typeof statusOf>[1]): DescribeClusterResponse {
  return { ...cluster, nodeStatuses: [statusOf(1, changes), statusOf(2), statusOf(3)] };
}

function viewOf(...samples: readonly TopSample[]) {
  const model = new TopModel();
  for (const sample of samples) model.add(sample);
  return { model, view: model.view() };
}

describe('TopModel', () => {
  it('knows no rate after one look', () => {
    const { view, model } = viewOf(sampleOf(1_000));
    expect(view?.totals).toMatchObject({ nodes: 3, recordsPerSecond: null });
    expect(view?.topics.map(({ recordsPerSecond }) => recordsPerSecond)).toEqual([null, null]);
    expect(model.busiest()).toEqual([]);
    expect(new TopModel().view()).toBeUndefined();
  });

  it('makes rates of what topics have grown by', () => {
    const logs = [logOf('orders', 0, 300), logOf('orders', 1, 50), logOf('idle', 0, 7)];
    const { view, model } = viewOf(sampleOf(1_000), sampleOf(3_000, { logs }));
    expect(view?.topics).toEqual([
      {
        topic: 'orders',
        partitions: 2,
        logBytes: 3_500,
        recordsPerSecond: 100,
        bytesPerSecond: 1_000,
      },
      { topic: 'idle', partitions: 1, logBytes: 70, recordsPerSecond: 0, bytesPerSecond: 0 },
    ]);
    expect(model.busiest()).toEqual(['orders']);
  });

  it('takes the time between the two looks at a topic that is looked at now and then', () => {
    const { view } = viewOf(
      sampleOf(1_000),
      sampleOf(3_000, { logs: [] }),
      sampleOf(5_000, { logs: [logOf('idle', 0, 47)] }),
    );
    expect(view?.topics.find(({ topic }) => topic === 'idle')?.recordsPerSecond).toBe(10);
  });

  it('leaves out a topic of which a partition was not described, and forgets one that is gone', () => {
    const { view } = viewOf(sampleOf(1_000), sampleOf(3_000, { logs: [logOf('orders', 0, 900)] }));
    expect(view?.topics[0]).toMatchObject({ logBytes: 1_500, recordsPerSecond: null });
    const { view: later } = viewOf(sampleOf(1_000), sampleOf(3_000, { topics: [], logs: [] }));
    expect(later?.topics).toEqual([]);
  });

  it('makes rates of the counters of nodes, by the time of their reports', () => {
    const at = statusOf(1).reportedAtMs;
    const later = grown({ appendedRecords: 500, sentBytes: 4_000, reportedAtMs: at + 2_000 });
    const { view } = viewOf(sampleOf(1_000), sampleOf(9_000, { cluster: later }));
    expect(view?.nodes[0]).toMatchObject({
      ...{ nodeId: 1, recordsPerSecond: 250, inBytesPerSecond: 0, outBytesPerSecond: 2_000 },
    });
    expect(view?.totals.recordsPerSecond).toBe(250);
  });

  it('knows no rate of a node that has been started again, or is dead', () => {
    const restarted = grown({ startedAtMs: 7, appendedRecords: 3 });
    const { view } = viewOf(sampleOf(1_000), sampleOf(3_000, { cluster: restarted }));
    expect(view?.nodes[0]?.recordsPerSecond).toBeNull();
    const [node] = cluster.nodes;
    const dead = { ...cluster, nodes: [{ ...node, state: 'NODE_STATE_DEAD' }] };
    const sample = sampleOf(3_000, { cluster: dead as DescribeClusterResponse });
    const { view: without } = viewOf(sampleOf(1_000), sample);
    expect(without?.nodes).toMatchObject([{ state: 'dead', recordsPerSecond: null, leaders: 0 }]);
  });

  it('tells how the lag of a group goes', () => {
    const { view } = viewOf(
      sampleOf(1_000, { groups: [groupOf('readers', { lag: 500 })] }),
      sampleOf(3_000, { groups: [groupOf('readers', { lag: 300 }), groupOf('new')] }),
    );
    expect(view?.groups).toMatchObject([
      { group: 'readers', lag: 300, lagPerSecond: -100 },
      { group: 'new', lag: 0, lagPerSecond: null },
    ]);
  });
});
