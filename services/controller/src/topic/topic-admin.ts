import {
  electionQuorumWarning,
  isInternalTopic,
  parseTopicConfigs,
  topicConfigDefinitions,
  type TopicName,
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
import { replaceWith } from '../cluster/cluster-writer.ts';
import { KeyedQueue } from '../cluster/keyed-queue.ts';
import {
  newPartition,
  type PartitionRecord,
  replicasOf,
  type TopicRecord,
} from '../cluster/records.ts';
import { groupByNode } from '../node/group-by-node.ts';
import { settle } from '../node/node-calls.ts';
import { changeMinInsync } from './change-min-insync.ts';
import { deleteTopics } from './delete-topics.ts';
import { assignReplicas } from './replica-assignment.ts';
import { startPartitions } from './start-partitions.ts';
import { toTopicIdentity } from './topic-identity.ts';

const defaultReplicationFactor = 3;

/** A changed topic, and what its owner should know. */
export interface TopicChange {
  readonly topic: Topic;
  readonly warnings: string[];
}

/**
 * Creates, changes and deletes topics.
 *
 * Invariants:
 *   - One change of a topic is made at a time, each of what the one before has left.
 * Tests: `controller.test.ts`.
 */
export class TopicAdmin {
  readonly #context: ActiveContext;
  readonly #queue = new KeyedQueue();

  constructor(context: ActiveContext) {
    this.#context = context;
  }

  /** The topic of this name; `UNKNOWN_TOPIC_OR_PARTITION` without one. */
  find(name: string): TopicRecord {
    const topic = this.#context.state.activeTopicByName(name);
    if (topic !== undefined) return topic;
    throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `There is no topic ${quote(name)}`);
  }

  /** Answers when each partition has a leader; `LEADER_NOT_AVAILABLE` where one has none in time. */
  create(request: CreateTopicRequest): Promise<TopicChange> {
    return this.#queue.run(request.name, async () => {
      checkNotReserved(toTopicName(request.name));
      return this.#create(request);
    });
  }

  /** Makes a topic of Weir's own, if there is none of this name. */
  async createInternal(request: CreateTopicRequest): Promise<void> {
    await this.#queue.run(request.name, async () => {
      if (this.#context.state.activeTopicByName(request.name) !== undefined) return;
      await this.#create(request);
    });
  }

  addPartitions(request: AddPartitionsRequest): Promise<TopicChange> {
    return this.#queue.run(request.name, () => this.#addPartitions(request));
  }

  alterConfigs(request: AlterTopicConfigsRequest): Promise<TopicChange> {
    return this.#queue.run(request.name, () => this.#alterConfigs(request));
  }

  /** Answers with the topic's id when every node that is alive has let go of its replicas. */
  delete(name: string): Promise<string> {
    return this.#queue.run(name, () => this.#delete(name));
  }

  async #create(request: CreateTopicRequest): Promise<TopicChange> {
    const { random, logger } = this.#context;
    const name = toTopicName(request.name);
    this.#checkFree(name);
    const { partitions, replicationFactor } = this.#sizeOf(request);
    const replicas = assignReplicas(this.#context.state, {
      ...{ firstPartition: 0, partitions, replicationFactor, assignments: request.assignments },
    });
    const { minInsyncReplicas } = parseTopicConfigs(request.configs, { replicationFactor });
    const topic: TopicRecord = {
      topicId: random.uuid(),
      name,
      configs: request.configs,
      configVersion: 1,
      replicationFactor,
      partitions,
      state: 'active',
    };
    const records = replicas.map((list, index) =>
      this.#newPartition(topic, index, { replicas: list, minInsyncReplicas }),
    );
    const warnings = warningsOf(replicationFactor, minInsyncReplicas);
    if (request.validateOnly) return { topic: previewTopic(topic, records), warnings };

    await this.#add(topic, records);
    logger.info({ topic: name, partitions, replicationFactor }, 'Topic created');
    return { topic: this.#message(topic.topicId), warnings };
  }

  async #addPartitions(request: AddPartitionsRequest): Promise<TopicChange> {
    const topic = this.find(request.name);
    this.#checkOwn(topic);
    if (request.totalPartitions <= topic.partitions) {
      throw new WeirError(
        'INVALID_PARTITIONS',
        `Topic ${topic.name} has ${topic.partitions} partitions; the new total ` +
          `${request.totalPartitions} must be larger`,
      );
    }
    const replicas = assignReplicas(this.#context.state, {
      firstPartition: topic.partitions,
      partitions: request.totalPartitions,
      replicationFactor: topic.replicationFactor,
      assignments: request.assignments,
    });
    const { minInsyncReplicas } = parseTopicConfigs(topic.configs, topic);
    const records = replicas.map((list, index) =>
      this.#newPartition(topic, topic.partitions + index, { replicas: list, minInsyncReplicas }),
    );
    const configVersion = topic.configVersion + 1;
    const grown = { ...topic, partitions: request.totalPartitions, configVersion };
    await this.#add(grown, records);
    await this.#tellNodes(grown);
    return { topic: this.#message(topic.topicId), warnings: [] };
  }

  async #alterConfigs(request: AlterTopicConfigsRequest): Promise<TopicChange> {
    const { writer, publisher } = this.#context;
    const topic = this.find(request.name);
    this.#checkOwn(topic);
    checkKnownNames(request.remove);
    const removed = new Set(request.remove);
    const entries = Object.entries({ ...topic.configs, ...request.set });
    const configs = Object.fromEntries(entries.filter(([name]) => !removed.has(name)));
    const before = parseTopicConfigs(topic.configs, topic).minInsyncReplicas;
    const { minInsyncReplicas } = parseTopicConfigs(configs, topic);
    const warnings = warningsOf(topic.replicationFactor, minInsyncReplicas);
    if (request.validateOnly) {
      return { topic: { ...this.#message(topic.topicId), configs }, warnings };
    }
    const isUnfinished = namesMinInsync(request) && this.#differs(topic, minInsyncReplicas);
    if (minInsyncReplicas !== before || isUnfinished) {
      await changeMinInsync(this.#context, topic, minInsyncReplicas);
    }
    const changed = { ...topic, configs, configVersion: topic.configVersion + 1 };
    await writer.update({ topics: [replaceWith(changed)] });
    await this.#tellNodes(changed);
    publisher.publish({ topicIds: [topic.topicId] });
    return { topic: this.#message(topic.topicId), warnings };
  }

  /** Whether a log has another value: of an alteration that failed before all had it. */
  #differs({ topicId }: TopicRecord, minInsyncReplicas: number): boolean {
    return this.#context.state
      .partitionsOf(topicId)
      .some(({ sets }) => sets.some((set) => set.minInsyncReplicas !== minInsyncReplicas));
  }

  async #delete(name: string): Promise<string> {
    const topic = this.find(name);
    this.#checkOwn(topic);
    const { writer, publisher, logger } = this.#context;
    const configVersion = topic.configVersion + 1;
    const deleting: TopicRecord = { ...topic, state: 'deleting', configVersion };
    await writer.update({ topics: [replaceWith(deleting)] });
    publisher.publish({ topicIds: [topic.topicId] });
    logger.info({ topic: name, topicId: topic.topicId }, 'Topic is being deleted');
    await deleteTopics(this.#context, [deleting]);
    return topic.topicId;
  }

  #sizeOf({ partitions, replicationFactor, assignments }: CreateTopicRequest) {
    const [first] = assignments;
    if (first !== undefined) {
      return { partitions: assignments.length, replicationFactor: first.replicas.length };
    }
    if (replicationFactor !== 0) return { partitions, replicationFactor };
    const alive = this.#context.state.placeableNodes().length;
    return {
      partitions,
      replicationFactor: Math.min(defaultReplicationFactor, Math.max(1, alive)),
    };
  }

  #checkFree(name: string): void {
    if (this.#context.state.activeTopicByName(name) !== undefined) {
      throw new WeirError('TOPIC_ALREADY_EXISTS', `Topic ${quote(name)} exists`);
    }
  }

  #checkOwn({ name }: TopicRecord): void {
    if (!isInternalTopic(name)) return;
    throw new WeirError('INVALID_TOPIC', `Topic ${name} belongs to Weir itself`);
  }

  #newPartition(
    { topicId }: TopicRecord,
    partition: number,
    set: PartitionRecord['sets'][number],
  ): PartitionRecord {
    const { nodes } = this.#context.state;
    const directoryIds = Object.fromEntries(
      set.replicas.map((nodeId) => [nodeId, nodes.get(nodeId)?.directoryId ?? '']),
    );
    return { ...newPartition(topicId, partition, [set]), directoryIds };
  }

  async #add(topic: TopicRecord, records: readonly PartitionRecord[]): Promise<void> {
    const { writer } = this.#context;
    await writer.update({ topics: [replaceWith(topic)], partitions: records.map(replaceWith) });
    await startPartitions(this.#context, topic, records);
  }

  /** A node that is away is told when it registers, one that does not answer when it does. */
  async #tellNodes(topic: TopicRecord): Promise<void> {
    const { state, calls, logger, onNodeDiffers } = this.#context;
    const members = groupByNode(state.partitionsOf(topic.topicId), replicasOf);
    await Promise.all(
      [...members.keys()]
        .filter((nodeId) => state.isReachable(nodeId))
        .map(async (nodeId) => {
          const told = calls.updateTopics(nodeId, [toTopicIdentity(topic)]);
          const { error } = await settle(told.then(() => []));
          if (error === undefined) return;
          logger.warn({ nodeId, err: error }, 'Node was not told of a topic');
          onNodeDiffers(nodeId);
        }),
    );
  }

  #message(topicId: string): Topic {
    const message = this.#context.state.topicMessage(topicId);
    if (message !== undefined) return message;
    throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `Topic ${topicId} is gone`);
  }
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

function namesMinInsync({ set, remove }: AlterTopicConfigsRequest): boolean {
  const name = 'min.insync.replicas';
  return Object.hasOwn(set, name) || remove.includes(name);
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

/** Internal topics are made by Weir alone, on no user's behalf. */
function checkNotReserved(name: TopicName): void {
  if (!isInternalTopic(name)) return;
  throw new WeirError(
    'INVALID_TOPIC',
    `Topic name ${quote(name)} is reserved: names that start with __weir belong to Weir itself`,
  );
}
