import { type ErrorCode, isErrorCode, toWeirError, WeirError } from '@weir/core';
import {
  type ChangeReplicaConfigInput,
  type CreateReplicasRequestInput,
  type DeleteReplicaInput,
  type InventoryReplica,
  type LeaderAndIsrPartitionInput,
  NodeControlService,
  type PartitionResult,
  type PromisePartitionInput,
  type PromiseResult,
  type ReplicaConfig,
  type TopicIdentity,
  type TopicIdentityInput,
} from '@weir/protos';
import { callUnary, type ChannelPool, fromServiceError } from '@weir/runtime';
import type { ReplicaEvidence, ReplicaSet } from '../partition/election.ts';

/** How long nodes may take, in milliseconds. */
const promiseDeadlineMs = 1_500;
const controlDeadlineMs = 5_000;
const configChangeDeadlineMs = 15_000;
const inventoryDeadlineMs = 15_000;

/** Every replica and tombstone of a node, with the topics that they belong to. */
export interface Inventory {
  readonly topics: readonly TopicIdentity[];
  readonly replicas: readonly InventoryReplica[];
}

/** Whom to call, and with which authority. */
export interface NodeCallsOptions {
  readonly channels: ChannelPool;
  readonly token: number;
  /** `host:port` of a node; `UNAVAILABLE` where it is not known. */
  readonly addressOf: (nodeId: number) => string;
}

/** The calls to a node's NodeControlService, each with the controller's fencing token. */
export class NodeCalls {
  readonly #options: NodeCallsOptions;

  constructor(options: NodeCallsOptions) {
    this.#options = options;
  }

  async promise(nodeId: number, partitions: PromisePartitionInput[]): Promise<PromiseResult[]> {
    const request = { controllerToken: this.#options.token, partitions };
    const options = { deadlineMs: promiseDeadlineMs };
    return (await callUnary(this.#client(nodeId), 'promise', request, options)).results;
  }

  async leaderAndIsr(
    nodeId: number,
    partitions: LeaderAndIsrPartitionInput[],
  ): Promise<PartitionResult[]> {
    const request = { controllerToken: this.#options.token, partitions };
    const options = { deadlineMs: controlDeadlineMs };
    return (await callUnary(this.#client(nodeId), 'leaderAndIsr', request, options)).results;
  }

  async createReplicas(
    nodeId: number,
    { topics, replicas }: Pick<CreateReplicasRequestInput, 'topics' | 'replicas'>,
  ): Promise<PartitionResult[]> {
    const request = {
      controllerToken: this.#options.token,
      topics: topics ?? [],
      replicas: replicas ?? [],
    };
    const options = { deadlineMs: controlDeadlineMs };
    return (await callUnary(this.#client(nodeId), 'createReplicas', request, options)).results;
  }

  async deleteReplicas(nodeId: number, replicas: DeleteReplicaInput[]): Promise<PartitionResult[]> {
    const request = { controllerToken: this.#options.token, replicas };
    const options = { deadlineMs: controlDeadlineMs };
    return (await callUnary(this.#client(nodeId), 'deleteReplicas', request, options)).results;
  }

  async updateTopics(nodeId: number, topics: TopicIdentityInput[]): Promise<void> {
    const request = { controllerToken: this.#options.token, topics };
    await callUnary(this.#client(nodeId), 'updateTopics', request, {
      deadlineMs: controlDeadlineMs,
    });
  }

  async changeReplicaConfig(
    nodeId: number,
    changes: ChangeReplicaConfigInput[],
  ): Promise<PartitionResult[]> {
    const request = { controllerToken: this.#options.token, changes };
    const options = { deadlineMs: configChangeDeadlineMs };
    return (await callUnary(this.#client(nodeId), 'changeReplicaConfig', request, options)).results;
  }

  async inventory(nodeId: number): Promise<Inventory> {
    const stream = this.#client(nodeId).getInventory(
      { controllerToken: this.#options.token },
      { deadline: Date.now() + inventoryDeadlineMs },
    );
    const topics = new Map<string, TopicIdentity>();
    const replicas: InventoryReplica[] = [];
    try {
      for await (const page of stream as AsyncIterable<{
        readonly topics: TopicIdentity[];
        readonly replicas: InventoryReplica[];
      }>) {
        for (const topic of page.topics) topics.set(topic.topicId, topic);
        replicas.push(...page.replicas);
      }
    } catch (error) {
      throw fromServiceError(error);
    }
    return { topics: [...topics.values()], replicas };
  }

  #client(nodeId: number) {
    const { channels, addressOf } = this.#options;
    return channels.client(NodeControlService, addressOf(nodeId));
  }
}

/** The replica sets that a config message names. */
export function toReplicaSets(config: ReplicaConfig | null): ReplicaSet[] {
  return (config?.sets ?? []).map(({ replicas, minInsyncReplicas }) => ({
    replicas,
    minInsyncReplicas,
  }));
}

/** What a replica proved with its promise; undefined when it refused. */
export function toEvidence({ state }: PromiseResult): ReplicaEvidence | undefined {
  if (state === null) return undefined;
  return {
    incarnation: state.incarnation,
    isClean: state.clean,
    lastEpoch: state.lastEpoch,
    logEndOffset: state.logEndOffset,
    highWatermark: state.highWatermark,
    sets: toReplicaSets(state.config),
    configOffset: state.config?.offset ?? -1,
    configEpoch: state.config?.leaderEpoch ?? 0,
  };
}

/** The error of a result, undefined when it has none. */
export function toResultError(result: {
  readonly errorCode: string;
  readonly errorMessage: string;
}): WeirError | undefined {
  if (result.errorCode === '') return undefined;
  const code: ErrorCode = isErrorCode(result.errorCode) ? result.errorCode : 'UNKNOWN_SERVER_ERROR';
  return new WeirError(code, result.errorMessage);
}

/** The results of a call, or the same error for each of what it asked. */
export async function settle<Result>(
  call: Promise<readonly Result[]>,
): Promise<{ readonly results: readonly Result[]; readonly error?: WeirError }> {
  try {
    return { results: await call };
  } catch (error) {
    return { results: [], error: toWeirError(error) };
  }
}
