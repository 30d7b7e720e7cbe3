import type { MetadataSnapshot, Topic } from '@weir/protos';

/** A topic without partitions. */
export function topic(topicId: string, name: string): Topic {
  return {
    topicId,
    name,
    internal: false,
    configs: {},
    configVersion: 1,
    replicationFactor: 1,
    partitions: [],
  };
}

/** A snapshot of generation `g` with one coordinator, which has shard 3. */
export function snapshot(version: number, topics: Topic[] = []): MetadataSnapshot {
  return {
    clusterId: 'c',
    generation: 'g',
    version,
    controllerAddress: '127.0.0.1:1',
    nodes: [],
    coordinators: [{ coordinatorId: 'a', address: '127.0.0.1:2', shards: [3] }],
    topics,
    groupShards: 64,
  };
}

/** The delta of generation `g` that follows a version. */
export function delta(previousVersion: number, topics: Topic[], removedTopicIds: string[] = []) {
  return {
    event: 'delta' as const,
    delta: {
      generation: 'g',
      previousVersion,
      version: previousVersion + 1,
      nodes: [],
      removedNodeIds: [],
      coordinators: [],
      removedCoordinatorIds: [],
      topics,
      removedTopicIds,
    },
  };
}
