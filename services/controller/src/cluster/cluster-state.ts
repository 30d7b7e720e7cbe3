import { isInternalTopic, toTopicName } from '@weir/core';
import type {
  Coordinator,
  MetadataSnapshot,
  Node,
  NodeState,
  Partition,
  Topic,
} from '@weir/protos';
import {
  type NodeRecord,
  partitionKey,
  type PartitionRecord,
  replicasOf,
  type TopicRecord,
} from './records.ts';
import { ReplicaFacts } from './replica-facts.ts';

/** What a node's last heartbeat said. */
export interface NodeReport {
  readonly replicas: number;
  readonly leaders: number;
  readonly logBytes: number;
  readonly freeBytes: number;
  readonly failedReplicas: number;
  readonly version: string;
  /** Since the node was started: by leaders there, and to consumers. */
  readonly appendedRecords: number;
  readonly appendedBytes: number;
  readonly sentBytes: number;
  /** Unix time, by the node's clock. */
  readonly startedAtMs: number;
  /** Unix time, by this controller's clock. */
  readonly reportedAtMs: number;
}

/** Everything that the active controller knows: a mirror of the store, and who is alive. */
export class ClusterState {
  clusterId = '';
  groupShards = 0;
  readonly nodes = new Map<number, NodeRecord>();
  readonly nodeStates = new Map<number, NodeState>();
  /** Nodes that were started and are not known to have caught up since. */
  readonly catchingUp = new Set<number>();
  readonly nodeReports = new Map<number, NodeReport>();
  readonly topics = new Map<string, TopicRecord>();
  readonly partitions = new Map<string, PartitionRecord>();
  readonly coordinators = new Map<string, Coordinator>();
  readonly facts = new ReplicaFacts();

  isAlive(nodeId: number): boolean {
    return this.nodeStates.get(nodeId) === 'NODE_STATE_ALIVE';
  }

  /** Whether an operator wants it to lead nothing, alive or not. */
  isDrained(nodeId: number): boolean {
    return (this.nodes.get(nodeId)?.drain ?? null) !== null;
  }

  /** Alive, and not to be spared. */
  mayLead(nodeId: number): boolean {
    return this.isAlive(nodeId) && !this.isDrained(nodeId);
  }

  /** Whether it answers: alive, or stopping in good order. */
  isReachable(nodeId: number): boolean {
    const state = this.nodeStates.get(nodeId);
    return state === 'NODE_STATE_ALIVE' || state === 'NODE_STATE_STOPPING';
  }

  aliveNodes(): NodeRecord[] {
    return [...this.nodes.values()].filter(({ nodeId }) => this.isAlive(nodeId));
  }

  /** Nodes that may get replicas. */
  placeableNodes(): NodeRecord[] {
    return this.aliveNodes().filter(({ decommission }) => decommission === null);
  }

  reachableNodeIds(): Set<number> {
    return new Set([...this.nodes.keys()].filter((nodeId) => this.isReachable(nodeId)));
  }

  activeTopicByName(name: string): TopicRecord | undefined {
    return [...this.topics.values()].find(
      (topic) => topic.name === name && topic.state === 'active',
    );
  }

  partitionsOf(topicId: string): PartitionRecord[] {
    const count = this.topics.get(topicId)?.partitions ?? 0;
    return Array.from({ length: count }, (_, partition) =>
      this.partitions.get(partitionKey(topicId, partition)),
    ).filter((record) => record !== undefined);
  }

  setPartition(record: PartitionRecord): void {
    this.partitions.set(partitionKey(record.topicId, record.partition), record);
  }

  removeTopic(topicId: string): void {
    const count = this.topics.get(topicId)?.partitions ?? 0;
    for (let partition = 0; partition < count; partition += 1) {
      const key = partitionKey(topicId, partition);
      this.partitions.delete(key);
      this.facts.forget(key);
    }
    this.topics.delete(topicId);
  }

  /** Partitions of topics that are not being deleted. */
  activePartitions(): PartitionRecord[] {
    return [...this.partitions.values()].filter(
      ({ topicId }) => this.topics.get(topicId)?.state === 'active',
    );
  }

  /** Those of them that the node leads. */
  ledBy(nodeId: number): PartitionRecord[] {
    return this.activePartitions().filter(({ leader }) => leader === nodeId);
  }

  nodeMessage(nodeId: number): Node | undefined {
    const record = this.nodes.get(nodeId);
    if (record === undefined) return undefined;
    const { address, externalAddress, host, rack, nodeEpoch } = record;
    const state = this.nodeStates.get(nodeId) ?? 'NODE_STATE_DEAD';
    return { nodeId, address, externalAddress, host, rack, nodeEpoch, state };
  }

  topicMessage(topicId: string): Topic | undefined {
    const record = this.topics.get(topicId);
    if (record === undefined || record.state !== 'active') return undefined;
    return {
      topicId,
      name: record.name,
      internal: isInternalTopic(toTopicName(record.name)),
      configs: { ...record.configs },
      configVersion: record.configVersion,
      replicationFactor: record.replicationFactor,
      partitions: this.partitionsOf(topicId).map(toPartitionMessage),
    };
  }

  snapshot(generation: string, version: number, controllerAddress: string): MetadataSnapshot {
    return {
      clusterId: this.clusterId,
      generation,
      version,
      controllerAddress,
      nodes: [...this.nodes.keys()].flatMap((nodeId) => this.nodeMessage(nodeId) ?? []),
      coordinators: [...this.coordinators.values()],
      topics: [...this.topics.keys()].flatMap((topicId) => this.topicMessage(topicId) ?? []),
      groupShards: this.groupShards,
    };
  }
}

function toPartitionMessage(record: PartitionRecord): Partition {
  return {
    partition: record.partition,
    ...(record.leader === null ? undefined : { leader: record.leader, _leader: 'leader' as const }),
    leaderEpoch: record.leaderEpoch,
    partitionEpoch: record.partitionEpoch,
    assignedReplicas: replicasOf(record),
    inSyncReplicas: [...record.inSyncReplicas],
    leaderlessReason: record.leaderlessReason,
  };
}
