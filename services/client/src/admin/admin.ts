import { toGroupId, toTopicName, toWeirError, type WeirError } from '@weir/core';
import type {
  BalanceMove,
  DescribeClusterResponse,
  DescribeGroupResponse,
  ElectionResult,
  GroupListing,
  ListAuditResponse,
  OngoingReassignment,
  ReassignmentResult,
  SetNodeDrainResponse,
  Topic,
  TopicListing,
} from '@weir/protos';
import { callUnary } from '@weir/runtime';
import { callController } from '../cluster/call-controller.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { OffsetToCommit, PartitionId, PartitionOffset } from '../consumer/consumer-options.ts';
import type {
  AuditQuery,
  BalanceOptions,
  ConfigChange,
  DecommissionOptions,
  DeletedRecords,
  DeleteRecordsQuery,
  DescribedLog,
  ElectionRequest,
  ListedOffset,
  MoveRequest,
  NewTopic,
  PartitionOffsetQuery,
  ResetRequest,
  TopicChanged,
  TopicDescription,
} from './admin-types.ts';
import { deleteGroup, describeGroup, listGroups, resetOffsets } from './group-calls.ts';
import { fetchOffsets } from './fetch-offsets.ts';
import { deleteRecords, describeLogs, listOffsets } from './partition-calls.ts';
import {
  createAcls,
  createApiKey,
  deleteAcls,
  listAcls,
  listApiKeys,
  listQuotas,
  revokeApiKey,
  setQuota,
} from './security-calls.ts';
import type {
  Acl,
  AclFilter,
  ApiKeyInfo,
  CreatedApiKey,
  NewAcl,
  NewApiKey,
  PrincipalQuota,
} from './security-types.ts';

const defaultReplicationFactor = 3;

/**
 * Changes and describes the cluster. Every call finds its service by itself and is retried, as the
 * error table says, until the client's `requestTimeoutMs`; it rejects with a `WeirError`.
 */
export class Admin {
  readonly #cluster: Cluster;

  /** For `Weir.admin`. */
  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Resolves when every partition has a leader, and this client knows it. */
  async createTopic(topic: NewTopic): Promise<TopicChanged> {
    toTopicName(topic.name);
    await this.#cluster.connect();
    const request = {
      name: topic.name,
      partitions: topic.partitions ?? 1,
      replicationFactor: topic.replicationFactor ?? this.#defaultReplicationFactor(),
      configs: { ...topic.configs },
      assignments: toAssignments(topic.assignments),
      validateOnly: topic.validateOnly ?? false,
    };
    const changed = await callController(this.#cluster, async (client, deadlineMs, history) => {
      try {
        const answer = await callUnary(client, 'createTopic', request, { deadlineMs });
        return toChanged(answer);
      } catch (error) {
        const isOurs = hasCode(error, 'TOPIC_ALREADY_EXISTS') && history.mayHaveTakenEffect;
        if (!isOurs) throw error;
        const { topic: created } = await this.describeTopic(topic.name);
        return { topic: created, warnings: [] };
      }
    });
    if (request.validateOnly) return changed;
    await this.#waitUntilKnown(changed.topic);
    return changed;
  }

  /** Resolves when the topic is gone for new requests; its data is deleted in the background. */
  async deleteTopic(name: string): Promise<void> {
    await callController(this.#cluster, async (client, deadlineMs, history) => {
      try {
        await callUnary(client, 'deleteTopic', { name }, { deadlineMs });
      } catch (error) {
        const isDone = hasCode(error, 'UNKNOWN_TOPIC_OR_PARTITION') && history.mayHaveTakenEffect;
        if (!isDone) throw error;
      }
    });
  }

  /** Rejects with `UNKNOWN_TOPIC_OR_PARTITION` for a topic that does not exist. */
  async describeTopic(name: string): Promise<TopicDescription> {
    return callController(this.#cluster, async (client, deadlineMs) => {
      const answer = await callUnary(client, 'describeTopic', { name }, { deadlineMs });
      return { topic: present(answer.topic), configs: answer.configs };
    });
  }

  /** In order of name. */
  async listTopics(
    options: { readonly includeInternal?: boolean } = {},
  ): Promise<readonly TopicListing[]> {
    const request = { includeInternal: options.includeInternal ?? false };
    return callController(this.#cluster, async (client, deadlineMs) => {
      const { topics } = await callUnary(client, 'listTopics', request, { deadlineMs });
      return topics;
    });
  }

  /** `totalPartitions` is larger than today's number. */
  async addPartitions(
    name: string,
    totalPartitions: number,
    options: { readonly assignments?: readonly (readonly number[])[] } = {},
  ): Promise<Topic> {
    const assignments = toAssignments(options.assignments);
    const topic = await callController(this.#cluster, async (client, deadlineMs, history) => {
      try {
        const request = { name, totalPartitions, assignments };
        return present((await callUnary(client, 'addPartitions', request, { deadlineMs })).topic);
      } catch (error) {
        const mayBeOurs = hasCode(error, 'INVALID_PARTITIONS') && history.mayHaveTakenEffect;
        if (!mayBeOurs) throw error;
        const { topic: found } = await this.describeTopic(name);
        if (found.partitions.length !== totalPartitions) throw error;
        return found;
      }
    });
    await this.#waitUntilKnown(topic);
    return topic;
  }

  /** Sets and resets configs of a topic; `INVALID_CONFIG` names all that are wrong. */
  async alterTopicConfigs(name: string, change: ConfigChange): Promise<TopicChanged> {
    const request = {
      name,
      set: { ...change.set },
      remove: [...(change.remove ?? [])],
      validateOnly: change.validateOnly ?? false,
    };
    return callController(this.#cluster, async (client, deadlineMs) =>
      toChanged(await callUnary(client, 'alterTopicConfigs', request, { deadlineMs })),
    );
  }

  /** Nodes, coordinators, the active controller, and what is not as it should be. */
  async describeCluster(): Promise<DescribeClusterResponse> {
    return callController(this.#cluster, (client, deadlineMs) =>
      callUnary(client, 'describeCluster', {}, { deadlineMs }),
    );
  }

  /** One result for each partition; its error is data. */
  async electLeaders(request: ElectionRequest): Promise<readonly ElectionResult[]> {
    const type =
      request.type === 'preferred'
        ? ('ELECTION_TYPE_PREFERRED' as const)
        : ('ELECTION_TYPE_UNCLEAN' as const);
    const partitions = [...(request.partitions ?? [])];
    return callController(this.#cluster, async (client, deadlineMs) => {
      const answer = await callUnary(client, 'electLeaders', { type, partitions }, { deadlineMs });
      return answer.results;
    });
  }

  /** Begins to move partitions to other nodes. One result for each; its error is data. */
  async movePartitions(request: MoveRequest): Promise<readonly ReassignmentResult[]> {
    const message = {
      reassignments: request.moves.map(({ topic, partition, replicas }) => ({
        partition: { topic, partition },
        replicas: [...replicas],
      })),
      bytesPerSecond: request.bytesPerSecond ?? 0,
      validateOnly: request.validateOnly ?? false,
    };
    return callController(this.#cluster, async (client, deadlineMs) => {
      const call = { deadlineMs };
      return (await callUnary(client, 'alterPartitionReassignments', message, call)).results;
    });
  }

  /** Cancels moves that have not switched yet. One result for each; its error is data. */
  async cancelMoves(partitions: readonly PartitionId[]): Promise<readonly ReassignmentResult[]> {
    return this.movePartitions({ moves: partitions.map((each) => ({ ...each, replicas: [] })) });
  }

  /** Moves that are under way, of these partitions or of all, in order of topic and partition. */
  async listMoves(
    partitions: readonly PartitionId[] = [],
  ): Promise<readonly OngoingReassignment[]> {
    const message = { partitions: [...partitions] };
    return callController(this.#cluster, async (client, deadlineMs) => {
      const call = { deadlineMs };
      return (await callUnary(client, 'listPartitionReassignments', message, call)).reassignments;
    });
  }

  /**
   * Begins to move replicas, and preferred leaderships, so that nodes have equal numbers of them; returns
   * the moves, none where all is balanced. What is under way already is not among them.
   */
  async balanceReplicas(options: BalanceOptions = {}): Promise<readonly BalanceMove[]> {
    const { bytesPerSecond = 0, validateOnly = false } = options;
    return callController(this.#cluster, async (client, deadlineMs) => {
      const message = { bytesPerSecond, validateOnly };
      return (await callUnary(client, 'balanceReplicas', message, { deadlineMs })).moves;
    });
  }

  /** Begins to move everything off a node; returns how many replicas it still has. */
  async decommissionNode(nodeId: number, options: DecommissionOptions = {}): Promise<number> {
    const { bytesPerSecond = 0, cancel = false } = options;
    return callController(this.#cluster, async (client, deadlineMs) => {
      const message = { nodeId, bytesPerSecond, cancel };
      return (await callUnary(client, 'decommissionNode', message, { deadlineMs }))
        .assignedReplicas;
    });
  }

  /**
   * Moves every leadership off a node, which takes no others, or takes that back. Those that nobody else in
   * sync can take stay until somebody can: the answer says why.
   */
  async setNodeDrain(nodeId: number, isDraining: boolean): Promise<SetNodeDrainResponse> {
    return callController(this.#cluster, (client, deadlineMs) =>
      callUnary(client, 'setNodeDrain', { nodeId, draining: isDraining }, { deadlineMs }),
    );
  }

  /**
   * What was changed by whom, and what was refused, newest first: of administration and of groups.
   * `nextPageToken` leads to what is older, and is empty at the end.
   */
  async listAudit(query: AuditQuery = {}): Promise<ListAuditResponse> {
    const { limit = 0, pageToken = '', principal = '' } = query;
    return callController(this.#cluster, (client, deadlineMs) =>
      callUnary(client, 'listAudit', { limit, pageToken, principal }, { deadlineMs }),
    );
  }

  /** Forgets a node that is stopped and holds no replica. */
  async removeNode(nodeId: number): Promise<void> {
    await callController(this.#cluster, async (client, deadlineMs, history) => {
      try {
        await callUnary(client, 'removeNode', { nodeId }, { deadlineMs });
      } catch (error) {
        const isDone = hasCode(error, 'NODE_ID_NOT_REGISTERED') && history.mayHaveTakenEffect;
        if (!isDone) throw error;
      }
    });
  }

  /** In the order of the query; rejects when any partition fails. */
  async listOffsets(queries: readonly PartitionOffsetQuery[]): Promise<readonly ListedOffset[]> {
    return listOffsets(this.#cluster, queries);
  }

  /** In the order of the query; rejects when any partition fails. */
  async deleteRecords(queries: readonly DeleteRecordsQuery[]): Promise<readonly DeletedRecords[]> {
    return deleteRecords(this.#cluster, queries);
  }

  /**
   * Offsets, sizes and followers of every partition of these topics, in their order. A partition that nobody
   * leads, or whose leader does not answer within three seconds, has its error instead.
   */
  async describeLogs(topics: readonly string[]): Promise<readonly DescribedLog[]> {
    return describeLogs(this.#cluster, topics);
  }

  /** The groups of all coordinators, in order of id. */
  async listGroups(): Promise<readonly GroupListing[]> {
    return listGroups(this.#cluster);
  }

  /** Members, positions and lag; `GROUP_ID_NOT_FOUND` for an unknown group. */
  async describeGroup(groupId: string): Promise<DescribeGroupResponse> {
    return describeGroup(this.#cluster, toGroupId(groupId));
  }

  /** The new offsets; rejects when any partition fails. */
  async resetOffsets(request: ResetRequest): Promise<readonly PartitionOffset[]> {
    toGroupId(request.groupId);
    return resetOffsets(this.#cluster, request);
  }

  /** Forgets a group without members, with its committed offsets. */
  async deleteGroup(groupId: string): Promise<void> {
    await deleteGroup(this.#cluster, toGroupId(groupId));
  }

  /** Committed offsets of these or all partitions; those never committed are left out. */
  async fetchOffsets(
    groupId: string,
    partitions?: readonly PartitionId[],
  ): Promise<readonly OffsetToCommit[]> {
    return fetchOffsets(this.#cluster, toGroupId(groupId), { partitions });
  }

  /** Creates those that do not exist yet, all or none; returns how many did not. At most 1,000. */
  async createAcls(acls: readonly NewAcl[]): Promise<number> {
    return createAcls(this.#cluster, acls);
  }

  /** Returns those that were deleted, or would be; an empty filter deletes every one. */
  async deleteAcls(
    filter: AclFilter,
    options: { readonly dryRun?: boolean } = {},
  ): Promise<readonly Acl[]> {
    return deleteAcls(this.#cluster, filter, options.dryRun ?? false);
  }

  /** Those that have all of the filter's fields; every one without a filter. */
  async listAcls(filter: AclFilter = {}): Promise<readonly Acl[]> {
    return listAcls(this.#cluster, filter);
  }

  /** Its secret is in the answer and nowhere else. An answer that is lost leaves a key for nobody. */
  async createApiKey(key: NewApiKey): Promise<CreatedApiKey> {
    return createApiKey(this.#cluster, key);
  }

  /** Of one principal or of all; expired ones as well. */
  async listApiKeys(options: { readonly principal?: string } = {}): Promise<readonly ApiKeyInfo[]> {
    return listApiKeys(this.#cluster, options.principal ?? '');
  }

  /** Services refuse it within moments; `API_KEY_NOT_FOUND` for an unknown id. */
  async revokeApiKey(keyId: string): Promise<void> {
    await revokeApiKey(this.#cluster, keyId);
  }

  /** In place of the quota that the principal has; one without limits takes it away. */
  async setQuota(quota: PrincipalQuota): Promise<void> {
    await setQuota(this.#cluster, quota);
  }

  async listQuotas(): Promise<readonly PrincipalQuota[]> {
    return listQuotas(this.#cluster);
  }

  #defaultReplicationFactor(): number {
    const alive = this.#cluster.view.nodes().filter(({ state }) => state === 'NODE_STATE_ALIVE');
    return Math.max(1, Math.min(defaultReplicationFactor, alive.length));
  }

  /** So that what follows finds the topic; the watch brings it within moments, or later by itself. */
  async #waitUntilKnown(topic: Topic): Promise<void> {
    const { view, closed, logger } = this.#cluster;
    const isKnown = (): boolean =>
      (view.topicById(topic.topicId)?.partitions.length ?? 0) >= topic.partitions.length;
    try {
      await view.waitFor(isKnown, { timeoutMs: 2_000, signal: closed, what: 'new topic' });
    } catch (error) {
      logger.debug({ topic: topic.name, error }, 'Metadata lags behind the controller');
    }
  }
}

function toAssignments(
  assignments: readonly (readonly number[])[] | undefined,
): { partition: number; replicas: number[] }[] {
  return (assignments ?? []).map((replicas, partition) => ({
    partition,
    replicas: [...replicas],
  }));
}

function toChanged(answer: {
  readonly topic: Topic | null;
  readonly warnings: readonly string[];
}): TopicChanged {
  return { topic: present(answer.topic), warnings: answer.warnings };
}

function present(topic: Topic | null): Topic {
  if (topic === null) throw toWeirError(new Error('The controller answered without a topic'));
  return topic;
}

function hasCode(error: unknown, code: WeirError['code']): boolean {
  return toWeirError(error).code === code;
}
