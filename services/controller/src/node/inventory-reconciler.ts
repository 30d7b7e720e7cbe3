import type { InventoryReplica, TopicIdentity } from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import {
  partitionKey,
  type PartitionRecord,
  replicasOf,
  type TopicRecord,
} from '../cluster/records.ts';
import { needsLeader } from '../election/election-runner.ts';
import { deleteTopicReplicas } from '../topic/delete-topic.ts';
import { toTopicIdentity } from '../topic/topic-identity.ts';
import { type Inventory, settle, toReplicaSets } from './node-calls.ts';

/**
 * Compares what a node holds with what the controller knows, when the node registers.
 *
 * The store is a cache: what it lacks is taken over from the nodes, and nothing is ever deleted for
 * lack of metadata (replication protocol, section 9). A node is told of leaders, settings and
 * deletions that it missed, and gets replicas that it should hold and does not.
 */
export class InventoryReconciler {
  readonly #context: ActiveContext;

  constructor(context: ActiveContext) {
    this.#context = context;
  }

  /**
   * What an inventory asked for now must hold: the replicas of partitions that have had a leader.
   * Those that are being created meanwhile come to the node by themselves.
   */
  expectedReplicas(nodeId: number): PartitionRecord[] {
    return this.#recordsOf(nodeId).filter(({ leaderEpoch }) => leaderEpoch > 0);
  }

  /** Takes in a node's inventory and repairs what differs, or is missing of what is expected. */
  async reconcile(
    nodeId: number,
    inventory: Inventory,
    expected: readonly PartitionRecord[],
  ): Promise<void> {
    await this.#takeOver(nodeId, inventory);
    this.#context.signal.throwIfAborted();
    await this.#finishDeletions(inventory);
    await this.#createMissing(nodeId, inventory, expected);
    await this.#update(nodeId, inventory);
  }

  async #takeOver(nodeId: number, { topics, replicas }: Inventory): Promise<void> {
    const { state, journal, publisher } = this.#context;
    const changedTopics = new Map<string, TopicRecord>();
    const changedPartitions = new Map<string, PartitionRecord>();
    for (const identity of topics) {
      const topic = newerTopic(state.topics.get(identity.topicId), identity, replicas);
      if (topic !== undefined) changedTopics.set(topic.topicId, topic);
    }
    for (const replica of replicas) {
      state.notePromisedEpoch(replica.topicId, replica.partition, replica.promisedEpoch);
      const record = this.#newerPartition(nodeId, replica);
      if (record !== undefined) {
        changedPartitions.set(partitionKey(record.topicId, record.partition), record);
      }
    }
    if (changedTopics.size === 0 && changedPartitions.size === 0) return;

    for (const topic of changedTopics.values()) {
      await journal.saveTopic(topic);
      state.topics.set(topic.topicId, topic);
    }
    await journal.savePartitions([...changedPartitions.values()]);
    for (const record of changedPartitions.values()) state.setPartition(record);
    publisher.publish({
      topicIds: [
        ...changedTopics.keys(),
        ...[...changedPartitions.values()].map(({ topicId }) => topicId),
      ],
    });
  }

  /** The record as this replica shows it to be, if that is newer than what is known. */
  #newerPartition(nodeId: number, replica: InventoryReplica): PartitionRecord | undefined {
    const { topicId, partition, promisedEpoch, isLeader, isDeleted } = replica;
    if (isDeleted) return undefined;
    const known = this.#context.state.partitions.get(partitionKey(topicId, partition));
    const sets = toReplicaSets(replica.state?.config ?? null);
    if (known === undefined && sets.length === 0) return undefined;

    const base = known ?? emptyPartition(topicId, partition, sets);
    // A leader of a decision that the store has lost goes on leading.
    if (isLeader && promisedEpoch >= base.leaderEpoch) {
      return base.leader === nodeId ? undefined : withLeader(base, nodeId, replica);
    }
    // It has started again: a leader never resumes its epoch (rule 3.1).
    if (base.leader === nodeId) return withoutLeader(base);
    return known === undefined ? base : undefined;
  }

  async #finishDeletions({ replicas }: Inventory): Promise<void> {
    const { state, journal, publisher } = this.#context;
    for (const topicId of new Set(replicas.map((replica) => replica.topicId))) {
      const topic = state.topics.get(topicId);
      const hasTombstone = replicas.some((it) => it.topicId === topicId && it.isDeleted);
      if (topic === undefined || (topic.state === 'active' && !hasTombstone)) continue;

      const deleting: TopicRecord = { ...topic, state: 'deleting' };
      if (topic.state === 'active') {
        await journal.saveTopic(deleting);
        state.topics.set(topicId, deleting);
        publisher.publish({ topicIds: [topicId] });
      }
      await deleteTopicReplicas(this.#context, deleting);
    }
    for (const topic of [...state.topics.values()]) {
      if (topic.state === 'deleting') await deleteTopicReplicas(this.#context, topic);
    }
  }

  async #createMissing(
    nodeId: number,
    { replicas }: Inventory,
    expected: readonly PartitionRecord[],
  ): Promise<void> {
    const { state, calls, logger } = this.#context;
    const held = new Set(replicas.map((it) => partitionKey(it.topicId, it.partition)));
    const missing = expected.filter(
      ({ topicId, partition }) =>
        state.topics.get(topicId)?.state === 'active' &&
        !held.has(partitionKey(topicId, partition)),
    );
    if (missing.length === 0) return;

    const topicIds = new Set(missing.map(({ topicId }) => topicId));
    const { results, error } = await settle(
      calls.createReplicas(nodeId, {
        topics: [...topicIds].flatMap((topicId) => {
          const topic = state.topics.get(topicId);
          return topic === undefined ? [] : toTopicIdentity(topic);
        }),
        replicas: missing.map(({ topicId, partition, sets }) => ({
          topicId,
          partition,
          set: {
            replicas: [...(sets[0]?.replicas ?? [])],
            minInsyncReplicas: sets[0]?.minInsyncReplicas ?? 1,
          },
          // It may have held acknowledged records: it counts for nothing until it has copied them.
          clean: false,
          directoryId: state.nodes.get(nodeId)?.directoryId ?? '',
        })),
      }),
    );
    const failed = results.filter(({ errorCode }) => errorCode !== '').length;
    logger.warn({ nodeId, missing: missing.length, failed, err: error }, 'Replicas created anew');
  }

  async #update(nodeId: number, { topics }: Inventory): Promise<void> {
    const { state, calls, elections, logger } = this.#context;
    const stale = topics.flatMap((identity) => {
      const topic = state.topics.get(identity.topicId);
      return topic !== undefined && topic.configVersion > identity.configVersion ? [topic] : [];
    });
    if (stale.length > 0) {
      const told = calls.updateTopics(nodeId, stale.map(toTopicIdentity)).then(() => []);
      const { error } = await settle(told);
      if (error !== undefined) logger.warn({ nodeId, err: error }, 'Node was not told of topics');
    }
    const records = this.#recordsOf(nodeId);
    await elections.sendLeaders(
      nodeId,
      records.filter(({ leader }) => leader !== nodeId),
    );
    await elections.elect(records.filter((record) => needsLeader(record, state)));
  }

  #recordsOf(nodeId: number): PartitionRecord[] {
    const { state } = this.#context;
    return [...state.partitions.values()].filter(
      (record) =>
        state.topics.get(record.topicId)?.state === 'active' && replicasOf(record).includes(nodeId),
    );
  }
}

function newerTopic(
  known: TopicRecord | undefined,
  identity: TopicIdentity,
  replicas: readonly InventoryReplica[],
): TopicRecord | undefined {
  const { topicId, name, configs, configVersion, partitions } = identity;
  if (known !== undefined) {
    if (known.configVersion >= configVersion) return undefined;
    const grown = Math.max(partitions, known.partitions);
    return { ...known, name, configs, configVersion, partitions: grown };
  }
  const replica = replicas.find((candidate) => candidate.topicId === topicId);
  const [set] = toReplicaSets(replica?.state?.config ?? null);
  return {
    ...{ topicId, name, configs, configVersion, partitions },
    replicationFactor: set?.replicas.length ?? 1,
    state: replica?.isDeleted === true ? 'deleting' : 'active',
  };
}

function withLeader(
  base: PartitionRecord,
  nodeId: number,
  { state, promisedEpoch, proposalId, inSyncReplicas }: InventoryReplica,
): PartitionRecord {
  const sets = toReplicaSets(state?.config ?? null);
  return {
    ...base,
    sets: sets.length > 0 ? sets : base.sets,
    leader: nodeId,
    leaderEpoch: promisedEpoch,
    leaderIncarnation: state?.incarnation ?? '',
    proposalId,
    partitionEpoch: base.partitionEpoch + 1,
    inSyncReplicas,
    leaderlessReason: '',
  };
}

function withoutLeader(base: PartitionRecord): PartitionRecord {
  return {
    ...base,
    leader: null,
    partitionEpoch: base.partitionEpoch + 1,
    leaderlessReason: 'its leader has started again',
  };
}

function emptyPartition(
  topicId: string,
  partition: number,
  sets: PartitionRecord['sets'],
): PartitionRecord {
  return {
    topicId,
    partition,
    sets,
    leader: null,
    leaderEpoch: 0,
    leaderIncarnation: '',
    proposalId: '',
    partitionEpoch: 1,
    inSyncReplicas: [],
    leaderlessReason: 'the metadata store had lost it',
  };
}
