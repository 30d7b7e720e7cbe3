import type { InventoryReplica, TopicIdentity } from '@weir/protos';
import type { RecordChange } from '../cluster/cluster-writer.ts';
import {
  newPartition,
  partitionKey,
  type PartitionRecord,
  type TopicRecord,
} from '../cluster/records.ts';
import type { ReplicaFacts } from '../cluster/replica-facts.ts';
import type { ReplicaSet } from '../partition/election.ts';
import { type Inventory, toReplicaSets } from './node-calls.ts';

/** What an inventory adds to what the controller knows. */
export interface InventoryFindings {
  readonly topics: readonly RecordChange<TopicRecord>[];
  readonly partitions: readonly RecordChange<PartitionRecord>[];
}

/**
 * What a node's inventory says that the store may not know, as changes of the records: a store that
 * was emptied or rolled back is rebuilt of them (replication protocol, section 9).
 *
 * Nothing is concluded from what the inventory lacks.
 */
export function findInInventory(
  nodeId: number,
  inventory: Inventory,
  facts: ReplicaFacts,
): InventoryFindings {
  const replicasByTopic = Map.groupBy(inventory.replicas, ({ topicId }) => topicId);
  const identities = new Map(inventory.topics.map((identity) => [identity.topicId, identity]));
  return {
    topics: [...replicasByTopic].map(([topicId, replicas]) => ({
      key: topicId,
      change: (known) => learnTopic(known, identities.get(topicId), replicas),
    })),
    partitions: inventory.replicas
      .filter(({ isDeleted }) => !isDeleted)
      .map((replica) => toPartitionChange(nodeId, replica, facts)),
  };
}

/** One of a replica that moved away names the config without it (rule 8.5). */
function isTombstoneOfTopic({ isDeleted, state }: InventoryReplica): boolean {
  return isDeleted && toReplicaSets(state?.config ?? null).length === 0;
}

/** The highest settings version wins; a tombstone wins over everything. */
function learnTopic(
  known: TopicRecord | undefined,
  identity: TopicIdentity | undefined,
  replicas: readonly InventoryReplica[],
): TopicRecord | undefined {
  const isDeleted = replicas.some(isTombstoneOfTopic);
  if (known === undefined) return identity === undefined ? undefined : rebuild(identity, replicas);
  const isNewer = identity !== undefined && identity.configVersion > known.configVersion;
  const isNewlyDeleted = isDeleted && known.state === 'active';
  if (!isNewer && !isNewlyDeleted) return undefined;
  return {
    ...known,
    ...(isNewer ? settingsOf(identity, known.partitions) : undefined),
    ...(isNewlyDeleted ? { state: 'deleting' } : undefined),
  };
}

function rebuild(identity: TopicIdentity, replicas: readonly InventoryReplica[]): TopicRecord {
  const sets = replicas.flatMap(({ state }) => toReplicaSets(state?.config ?? null));
  const last = Math.max(...replicas.map(({ partition }) => partition));
  return {
    topicId: identity.topicId,
    name: identity.name,
    ...settingsOf(identity, last + 1),
    replicationFactor: sets[0]?.replicas.length ?? 1,
    state: replicas.some(isTombstoneOfTopic) ? 'deleting' : 'active',
  };
}

function settingsOf({ configs, configVersion, partitions }: TopicIdentity, atLeast: number) {
  return { configs, configVersion, partitions: Math.max(partitions, atLeast) };
}

function toPartitionChange(
  nodeId: number,
  replica: InventoryReplica,
  facts: ReplicaFacts,
): RecordChange<PartitionRecord> {
  const { topicId, partition, state } = replica;
  const key = partitionKey(topicId, partition);
  const sets = toReplicaSets(state?.config ?? null);
  return {
    key,
    change: (known) => {
      const isHighest = state !== null && facts.noteRank(key, state);
      const base = known ?? rebuilt(topicId, partition, sets);
      if (base === undefined) return undefined;
      const isAhead = isHighest && state.lastEpoch > base.leaderEpoch;
      const hinted =
        isAhead && sets.length > 0 && !areSameSets(sets, base.sets) ? { ...base, sets } : base;
      const learned = learnLeader(hinted, nodeId, replica);
      return learned === known ? undefined : learned;
    },
  };
}

function rebuilt(
  topicId: string,
  partition: number,
  sets: readonly ReplicaSet[],
): PartitionRecord | undefined {
  if (sets.length === 0) return undefined;
  return {
    ...newPartition(topicId, partition, sets),
    leaderlessReason: 'the metadata store had lost it',
  };
}

/** A leader of a decision that the store has lost goes on; one that started again does not (3.1). */
function learnLeader(
  base: PartitionRecord,
  nodeId: number,
  replica: InventoryReplica,
): PartitionRecord {
  const { isLeader, promisedEpoch, state, inSyncReplicas } = replica;
  if (isLeader && promisedEpoch >= base.leaderEpoch) {
    const isRecorded = base.leader === nodeId && base.leaderEpoch === promisedEpoch;
    const sets = toReplicaSets(state?.config ?? null);
    const isSame =
      isRecorded &&
      areSameNodes(base.inSyncReplicas, inSyncReplicas) &&
      areSameSets(base.sets, sets);
    return isSame ? base : withLeader(base, nodeId, replica);
  }
  const isRestarted = state !== null && state.incarnation !== base.leaderIncarnation;
  if (base.leader !== nodeId || !isRestarted) return base;
  return { ...base, leader: null, leaderlessReason: 'its leader has started again' };
}

function withLeader(
  base: PartitionRecord,
  nodeId: number,
  { promisedEpoch, proposalId, state, inSyncReplicas }: InventoryReplica,
): PartitionRecord {
  const sets = toReplicaSets(state?.config ?? null);
  return {
    ...base,
    sets: sets.length > 0 ? sets : base.sets,
    leader: nodeId,
    leaderEpoch: promisedEpoch,
    leaderIncarnation: state?.incarnation ?? '',
    proposalId,
    inSyncReplicas,
    leaderlessReason: '',
  };
}

function areSameSets(left: readonly ReplicaSet[], right: readonly ReplicaSet[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ replicas, minInsyncReplicas }, index) => {
      const other = right[index];
      const isSameMin = other?.minInsyncReplicas === minInsyncReplicas;
      return isSameMin && areSameNodes(replicas, other.replicas);
    })
  );
}

function areSameNodes(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((nodeId, index) => nodeId === right[index]);
}
