import type {
  GetInventoryResponseInput,
  InventoryReplicaInput,
  TopicIdentityInput,
} from '@weir/protos';

import type { Partition } from '../partition/partition.ts';
import type { PartitionRegistry } from '../partition/partition-registry.ts';
import type { ReplicaKey, Tombstone } from '../partition/replica-store.ts';
import type { TopicRegistry } from '../partition/topic-registry.ts';
import { toWireConfig, toWireState } from './wire-config.ts';

const pageSize = 1000;

/** Everything that the node holds, in pages: what a wiped store is rebuilt from (9.2). */
export function* inventoryPages(
  registry: PartitionRegistry,
  topics: TopicRegistry,
): Generator<GetInventoryResponseInput, void> {
  const replicas = [
    ...[...registry.all()].map(toReplica),
    ...registry.unopened.map(toUnopened),
    ...registry.tombstones.map(toTombstone),
  ];
  for (let from = 0; from < replicas.length; from += pageSize) {
    const page = replicas.slice(from, from + pageSize);
    yield { replicas: page, topics: topicsOf(page, topics) };
  }
}

function topicsOf(
  replicas: readonly InventoryReplicaInput[],
  topics: TopicRegistry,
): TopicIdentityInput[] {
  const topicIds = new Set(replicas.map(({ topicId }) => topicId));
  return [...topicIds].flatMap((topicId) => {
    const topic = topics.get(topicId as ReplicaKey['topicId']);
    return topic === undefined ? [] : [{ ...topic, configs: { ...topic.configs } }];
  });
}

function toReplica(partition: Partition): InventoryReplicaInput {
  const { key, state, leaderEpoch, following, symptoms, inSyncReplicas } = partition;
  return {
    ...key,
    isFailed: symptoms.failure !== undefined,
    promisedEpoch: state.vote.epoch,
    proposalId: state.vote.proposalId,
    isVoteLost: state.vote.isLost === true,
    state: toWireState(state.promiseState()),
    isLeader: leaderEpoch !== undefined,
    inSyncReplicas: [...inSyncReplicas],
    cachedLeader: following?.leader ?? -1,
  };
}

function toUnopened(key: ReplicaKey): InventoryReplicaInput {
  return { ...key, isFailed: true, cachedLeader: -1 };
}

function toTombstone({ topicId, partition, vote, movedTo }: Tombstone): InventoryReplicaInput {
  return {
    topicId,
    partition,
    isDeleted: true,
    promisedEpoch: vote.epoch,
    proposalId: vote.proposalId,
    ...(movedTo === undefined ? undefined : { state: { config: toWireConfig(movedTo) } }),
    cachedLeader: -1,
  };
}
