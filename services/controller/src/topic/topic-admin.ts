import {
  electionQuorumWarning,
  isInternalTopic,
  parseTopicConfigs,
  topicConfigDefinitions,
  toTopicName,
  WeirError,
} from '@weir/core';
import type {
  AddPartitionsRequest,
  AlterTopicConfigsRequest,
  CreateTopicRequest,
  Topic,
} from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import { type PartitionRecord, replicasOf, type TopicRecord } from '../cluster/records.ts';
import { groupByNode } from '../node/group-by-node.ts';
import { settle, toResultError } from '../node/node-calls.ts';
import { createReplicas } from './create-replicas.ts';
import { assignReplicas } from './replica-assignment.ts';
import { deleteTopicReplicas } from './delete-topic.ts';
import { toTopicIdentity } from './topic-identity.ts';

const defaultReplicationFactor = 3;
const leaderWaitMs = 10_000;

/** A changed topic, and what its owner should know. */
export interface TopicChange {
  readonly topic: Topic;
  readonly warnings: string[];
}

/** Creates, changes and deletes topics. */
export class TopicAdmin {
  readonly #context: ActiveContext;
  readonly #reservedNames = new Set<string>();

  constructor(context: ActiveContext) {
    this.#context = context;
  }

  /** The topic of this name; `UNKNOWN_TOPIC_OR_PARTITION` without one. */
  find(name: string): TopicRecord {
    const topic = this.#context.state.activeTopicByName(name);
    if (topic !== undefined) return topic;
    throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `There is no topic ${quote(name)}`);
  }

  async create(request: CreateTopicRequest): Promise<TopicChange> {
    const { state } = this.#context;
    const name = toTopicName(request.name);
    this.#checkFree(name);
    const assigned = request.assignments[0]?.replicas.length;
    const replicationFactor =
      assigned ??
      (request.replicationFactor === 0
        ? Math.min(defaultReplicationFactor, Math.max(1, state.aliveNodes().length))
        : request.replicationFactor);
    const partitions =
      request.assignments.length > 0 ? request.assignments.length : request.partitions;
    const replicas = assignReplicas(state, {
      firstPartition: 0,
      partitions,
      replicationFactor,
      assignments: request.assignments,
    });
    const { minInsyncReplicas } = parseTopicConfigs(request.configs, { replicationFactor });
    const topic: TopicRecord = {
      topicId: this.#context.random.uuid(),
      name,
      configs: request.configs,
      configVersion: 1,
      replicationFactor,
      partitions,
      state: 'active',
    };
    const records = replicas.map((list, index) =>
      newPartition(topic.topicId, index, { replicas: list, minInsyncReplicas }),
    );
    const warnings = warningsOf(replicationFactor, minInsyncReplicas);
    if (request.validateOnly) return { topic: previewTopic(topic, records), warnings };

    this.#reservedNames.add(name);
    try {
      await this.#addPartitions(topic, records);
    } finally {
      this.#reservedNames.delete(name);
    }
    this.#context.logger.info({ topic: name, partitions, replicationFactor }, 'Topic created');
    return { topic: this.#message(topic.topicId), warnings };
  }

  async addPartitions(request: AddPartitionsRequest): Promise<TopicChange> {
    const topic = this.find(request.name);
    if (request.totalPartitions <= topic.partitions) {
      throw new WeirError(
        'INVALID_PARTITIONS',
        `Topic ${topic.name} has ${topic.partitions} partitions; the new total ` +
          `${request.totalPartitions} must be larger`,
      );
    }
    const { state } = this.#context;
    const replicas = assignReplicas(state, {
      firstPartition: topic.partitions,
      partitions: request.totalPartitions,
      replicationFactor: topic.replicationFactor,
      assignments: request.assignments,
    });
    const { minInsyncReplicas } = parseTopicConfigs(topic.configs, topic);
    const records = replicas.map((list, index) =>
      newPartition(topic.topicId, topic.partitions + index, { replicas: list, minInsyncReplicas }),
    );
    const grown: TopicRecord = {
      ...topic,
      partitions: request.totalPartitions,
      configVersion: topic.configVersion + 1,
    };
    await this.#addPartitions(grown, records);
    await this.#tellNodes(grown);
    return { topic: this.#message(topic.topicId), warnings: [] };
  }

  async alterConfigs(request: AlterTopicConfigsRequest): Promise<TopicChange> {
    const topic = this.find(request.name);
    const configs: Record<string, string> = { ...topic.configs, ...request.set };
    for (const name of request.remove) delete configs[name];
    checkKnownNames(request.remove);
    const before = parseTopicConfigs(topic.configs, topic).minInsyncReplicas;
    const { minInsyncReplicas } = parseTopicConfigs(configs, topic);
    const changed = { ...topic, configs, configVersion: topic.configVersion + 1 };
    const warnings = warningsOf(topic.replicationFactor, minInsyncReplicas);
    if (request.validateOnly) {
      return { topic: { ...this.#message(topic.topicId), configs }, warnings };
    }
    if (minInsyncReplicas !== before) await this.#changeMinInsync(topic, minInsyncReplicas);

    const { state, journal, publisher } = this.#context;
    await journal.saveTopic(changed);
    state.topics.set(topic.topicId, changed);
    await this.#tellNodes(changed);
    publisher.publish({ topicIds: [topic.topicId] });
    return { topic: this.#message(topic.topicId), warnings };
  }

  /** Answers when every node that is alive has let go of its replicas. */
  async delete(name: string): Promise<string> {
    const topic = this.find(name);
    if (isInternalTopic(toTopicName(name))) {
      throw new WeirError('INVALID_TOPIC', `Topic ${name} is internal and cannot be deleted`);
    }
    const { state, journal, publisher, logger } = this.#context;
    const deleting: TopicRecord = {
      ...topic,
      state: 'deleting',
      configVersion: topic.configVersion + 1,
    };
    await journal.saveTopic(deleting);
    state.topics.set(topic.topicId, deleting);
    publisher.publish({ topicIds: [topic.topicId] });
    logger.info({ topic: name, topicId: topic.topicId }, 'Topic is being deleted');
    await deleteTopicReplicas(this.#context, deleting);
    return topic.topicId;
  }

  #checkFree(name: string): void {
    const isTaken =
      this.#context.state.activeTopicByName(name) !== undefined || this.#reservedNames.has(name);
    if (isTaken) throw new WeirError('TOPIC_ALREADY_EXISTS', `Topic ${quote(name)} exists`);
    if (isInternalTopic(toTopicName(name))) {
      throw new WeirError('INVALID_TOPIC', `Topic name ${quote(name)} is reserved: __weir is`);
    }
  }

  async #addPartitions(topic: TopicRecord, records: readonly PartitionRecord[]): Promise<void> {
    const { state, journal, publisher, elections } = this.#context;
    await journal.saveTopic(topic, records);
    state.topics.set(topic.topicId, topic);
    for (const record of records) state.setPartition(record);

    const lacking = await createReplicas(this.#context, topic, records);
    await elections.elect(records);
    publisher.publish({ topicIds: [topic.topicId] });
    const leaderless = state.partitionsOf(topic.topicId).filter(({ leader }) => leader === null);
    if (leaderless.length > 0) await this.#waitForLeaders(topic);
    const [error] = [...lacking.values()].filter((value) => value !== undefined);
    if (error !== undefined) {
      this.#context.logger.warn({ topic: topic.name, err: error }, 'Some replicas are missing');
    }
  }

  async #waitForLeaders({ topicId, name }: TopicRecord): Promise<void> {
    const { state, clock, signal } = this.#context;
    const deadlineMs = clock.monotonicMs() + leaderWaitMs;
    const leaderless = (): PartitionRecord[] =>
      state.partitionsOf(topicId).filter(({ leader }) => leader === null);
    while (leaderless().length > 0 && clock.monotonicMs() < deadlineMs) {
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        clock.setTimer(50, resolve);
      });
    }
    const [first] = leaderless();
    if (first === undefined) return;
    throw new WeirError(
      'LEADER_NOT_AVAILABLE',
      `Topic ${name} was created, but ${leaderless().length} of its partitions have no leader ` +
        `yet; partition ${first.partition}: ${first.leaderlessReason}`,
    );
  }

  async #changeMinInsync(topic: TopicRecord, minInsyncReplicas: number): Promise<void> {
    const { state, calls, journal } = this.#context;
    const records = state.partitionsOf(topic.topicId);
    const leaderless = records.find(({ leader }) => leader === null);
    if (leaderless !== undefined) {
      throw new WeirError(
        'LEADER_NOT_AVAILABLE',
        `min.insync.replicas is changed by the leaders, and partition ${leaderless.partition} ` +
          `has none: ${leaderless.leaderlessReason}`,
      );
    }
    const byLeader = groupByNode(records, ({ leader }) => (leader === null ? [] : [leader]));
    await Promise.all(
      [...byLeader].map(async ([nodeId, group]) => {
        const changes = group.map((record) => ({
          topicId: record.topicId,
          partition: record.partition,
          leaderEpoch: record.leaderEpoch,
          target: { replicas: replicasOf(record), minInsyncReplicas },
        }));
        const { results, error } = await settle(calls.changeReplicaConfig(nodeId, changes));
        const failure = error ?? results.map(toResultError).find((value) => value !== undefined);
        if (failure !== undefined) throw failure;
      }),
    );
    const changed = state.partitionsOf(topic.topicId).map((record) => ({
      ...record,
      sets: [{ replicas: replicasOf(record), minInsyncReplicas }],
      partitionEpoch: record.partitionEpoch + 1,
    }));
    await journal.savePartitions(changed);
    for (const record of changed) state.setPartition(record);
  }

  /** A node that is away is told when it registers. */
  async #tellNodes(topic: TopicRecord): Promise<void> {
    const { state, calls, logger } = this.#context;
    const nodeIds = new Set(state.partitionsOf(topic.topicId).flatMap(replicasOf));
    await Promise.all(
      [...nodeIds]
        .filter((nodeId) => state.isReachable(nodeId))
        .map(async (nodeId) => {
          const told = calls.updateTopics(nodeId, [toTopicIdentity(topic)]);
          const { error } = await settle(told.then(() => []));
          if (error !== undefined) logger.warn({ nodeId, err: error }, 'Node was not told');
        }),
    );
  }

  #message(topicId: string): Topic {
    const message = this.#context.state.topicMessage(topicId);
    if (message !== undefined) return message;
    throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `Topic ${topicId} is gone`);
  }
}

function newPartition(
  topicId: string,
  partition: number,
  set: PartitionRecord['sets'][number],
): PartitionRecord {
  return {
    topicId,
    partition,
    sets: [set],
    leader: null,
    leaderEpoch: 0,
    leaderIncarnation: '',
    proposalId: '',
    partitionEpoch: 1,
    inSyncReplicas: [],
    leaderlessReason: 'it is being created',
  };
}

function previewTopic(topic: TopicRecord, records: readonly PartitionRecord[]): Topic {
  return {
    topicId: '',
    name: topic.name,
    internal: false,
    configs: { ...topic.configs },
    configVersion: 0,
    replicationFactor: topic.replicationFactor,
    partitions: records.map((record) => ({
      partition: record.partition,
      leaderEpoch: 0,
      partitionEpoch: 0,
      assignedReplicas: replicasOf(record),
      inSyncReplicas: [],
      leaderlessReason: 'it was not created',
    })),
  };
}

function warningsOf(replicationFactor: number, minInsyncReplicas: number): string[] {
  const warning = electionQuorumWarning(replicationFactor, minInsyncReplicas);
  return warning === undefined ? [] : [warning];
}

function checkKnownNames(names: readonly string[]): void {
  const known = new Set(topicConfigDefinitions.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new WeirError('INVALID_CONFIG', `Unknown topic configs: ${unknown.join(', ')}`);
}

function quote(name: string): string {
  return `"${name.slice(0, 249)}"`;
}
