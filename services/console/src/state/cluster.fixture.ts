import type { DescribeClusterResponse, Node, NodeStatus } from '@weir/protos';

/** A node that is alive, but for `changes`. */
export function nodeFixture(changes: Partial<Node> = {}): Node {
  return {
    ...{ nodeId: 1, address: '127.0.0.1:7401', host: 'one', rack: '', nodeEpoch: 1 },
    ...{ state: 'NODE_STATE_ALIVE', externalAddress: '' },
    ...changes,
  };
}

/** What a node that is well reports, but for `changes`. */
export function statusFixture(changes: Partial<NodeStatus> = {}): NodeStatus {
  return {
    ...{ nodeId: 1, replicas: 4, leaders: 2, logBytes: 10, freeBytes: 90, failedReplicas: 0 },
    ...{ version: '0.1.0', decommissioning: false, assignedReplicas: 4, draining: false },
    ...{ decommissionBlockedReason: '', appendedRecords: 0, appendedBytes: 0, sentBytes: 0 },
    ...{ startedAtMs: 1, reportedAtMs: 1 },
    ...changes,
  };
}

/** A cluster in which all is well. */
export const clusterFixture: DescribeClusterResponse = {
  ...{ clusterId: 'c', controllerId: 'a', controllerAddress: '127.0.0.1:7410', controllerToken: 1 },
  nodes: [nodeFixture()],
  coordinators: [{ coordinatorId: 'x', address: '127.0.0.1:7420', shards: [0] }],
  ...{ topics: 1, partitions: 4, leaderlessPartitions: 0, underReplicatedPartitions: 0 },
  nodeStatuses: [statusFixture()],
};
