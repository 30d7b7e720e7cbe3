import type { GroupListing, GroupMember, GroupPartition, NodeStatus, Topic } from '@weir/client';
import type { ClusterSnapshot } from './cluster-snapshot.ts';
import { emptySnapshot } from './empty-snapshot.ts';

/** When the healthy snapshot was taken. */
export const lookedAtMs = 1_800_000_000_000;

/** What a healthy node reports. */
export function statusOf(nodeId: number, changes: Partial<NodeStatus> = {}): NodeStatus {
  return {
    nodeId,
    replicas: 4,
    leaders: 1,
    logBytes: 2 ** 30,
    freeBytes: 2 ** 36,
    failedReplicas: 0,
    version: '0.1.0',
    decommissioning: false,
    assignedReplicas: 4,
    decommissionBlockedReason: '',
    draining: false,
    appendedRecords: 0,
    appendedBytes: 0,
    sentBytes: 0,
    startedAtMs: lookedAtMs - 60_000,
    reportedAtMs: lookedAtMs - 100,
    ...changes,
  };
}

/** A topic of three replicas, led by its preferred ones. */
export function topicOf(name: string, changes: Partial<Topic> = {}): Topic {
  return {
    topicId: `id-of-${name}`,
    name,
    internal: name.startsWith('__weir'),
    configs: {},
    configVersion: 1,
    replicationFactor: 3,
    partitions: [partitionOf(0, [1, 2, 3]), partitionOf(1, [2, 3, 1]), partitionOf(2, [3, 1, 2])],
    ...changes,
  };
}

/** A partition of which all replicas are in sync and the first one leads. */
export function partitionOf(
  partition: number,
  assignedReplicas: number[],
  changes: Partial<Topic['partitions'][number]> = {},
): Topic['partitions'][number] {
  const [leader] = assignedReplicas;
  return {
    partition,
    leaderEpoch: 1,
    partitionEpoch: 1,
    assignedReplicas,
    inSyncReplicas: assignedReplicas,
    leaderlessReason: '',
    ...(leader === undefined ? undefined : { leader }),
    ...changes,
  };
}

/** A group that has read everything. */
export function groupOf(groupId: string, changes: Partial<GroupListing> = {}): GroupListing {
  return {
    groupId,
    state: 'GROUP_STATE_STABLE',
    members: 1,
    lag: 0,
    stuckPartitions: 0,
    ...changes,
  };
}

/** A member that is connected and owns partition 0 of "orders". */
export function memberOf(memberId: string, changes: Partial<GroupMember> = {}): GroupMember {
  const owned = [{ topicId: 'id-of-orders', topic: 'orders', partition: 0 }];
  return {
    memberId,
    instanceId: '',
    clientId: 'app',
    rack: '',
    memberEpoch: 1,
    owned,
    target: owned,
    topics: ['orders'],
    topicPattern: '',
    isConnected: true,
    assignor: '',
    sessionTimeoutMs: 45_000,
    silentMs: 0,
    ...changes,
  };
}

/** Partition 0 of "orders" as a group reads it. */
export function readingOf(changes: Partial<GroupPartition> = {}): GroupPartition {
  return {
    topicId: 'id-of-orders',
    topic: 'orders',
    partition: 0,
    memberId: 'member-1',
    metadata: '',
    isStuck: false,
    lag: 0,
    lagMs: 0,
    ...changes,
  };
}

/** A cluster of three nodes with nothing wrong. */
export const healthySnapshot: ClusterSnapshot = {
  ...emptySnapshot,
  takenAtMs: lookedAtMs,
  clusterId: 'c-1',
  controllerAddress: '10.0.0.1:7400',
  controllerAnswerMs: 4,
  nodes: [1, 2, 3].map((nodeId) => ({
    nodeId,
    address: `10.0.0.${nodeId}:7410`,
    host: `host-${nodeId}`,
    rack: `rack-${nodeId}`,
    nodeEpoch: 1,
    state: 'NODE_STATE_ALIVE',
    externalAddress: '',
  })),
  statuses: new Map([1, 2, 3].map((nodeId) => [nodeId, statusOf(nodeId)])),
  coordinators: [{ coordinatorId: 'co-1', address: '10.0.0.1:7420', shards: [0, 1, 2, 3] }],
  groupShards: 4,
  topics: [topicOf('__weir_offsets'), topicOf('orders')],
  topicCount: 2,
  emptyTopics: [],
  groups: [groupOf('readers')],
  groupDetails: [
    {
      groupId: 'readers',
      state: 'GROUP_STATE_STABLE',
      assignor: 'uniform',
      groupEpoch: 1,
      coordinatorId: 'co-1',
      members: [memberOf('member-1')],
      partitions: [readingOf()],
    },
  ],
  secondLook: { afterMs: 3_000, groups: [groupOf('readers')], moves: [] },
  acls: [
    {
      principal: 'user:ann',
      resourceType: 'topic',
      resourceName: 'orders',
      patternType: 'literal',
      operation: 'read',
      permission: 'allow',
    },
  ],
  keys: [{ keyId: 'k1', principal: 'user:ann', description: '', createdAtMs: lookedAtMs - 1_000 }],
  bootstrap: [{ address: '10.0.0.1:7400', outcome: 'ok', detail: '', durationMs: 3 }],
};
