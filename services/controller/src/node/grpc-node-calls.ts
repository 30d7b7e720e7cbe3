import {
  type ChangeReplicaConfigInput,
  type ChangeReplicaConfigResult,
  type DeleteReplicaInput,
  type GetInventoryResponse,
  type InventoryReplica,
  type LeaderAndIsrPartitionInput,
  NodeControlService,
  type PartitionResult,
  type PromisePartitionInput,
  type PromiseResult,
  type SecurityDocument,
  type TopicIdentity,
  type TopicIdentityInput,
} from '@weir/protos';
import { callUnary, type ChannelPool, fromServiceError } from '@weir/runtime';
import type {
  ConfigChangePace,
  Inventory,
  NodeAuthority,
  NodeCalls,
  ReplicaCreations,
} from './node-calls.ts';

/** Whom to call, and with which authority. */
export interface GrpcNodeCallsOptions extends NodeAuthority {
  readonly channels: ChannelPool;
}

/** How long nodes may take, in milliseconds; more for each item of a batch that touches disks. */
const promiseDeadlineMs = 1_500;
const controlDeadlineMs = 5_000;
const inventoryDeadlineMs = 15_000;
const perItemMs = 2;

/** `NodeCalls` over gRPC, each with the controller's fencing token. */
export class GrpcNodeCalls implements NodeCalls {
  readonly #options: GrpcNodeCallsOptions;

  constructor(options: GrpcNodeCallsOptions) {
    this.#options = options;
  }

  /** Asks for no promise: the node checks the token all the same. */
  async ping(nodeId: number): Promise<void> {
    await this.promise(nodeId, []);
  }

  promise(nodeId: number, partitions: PromisePartitionInput[]): Promise<PromiseResult[]> {
    return this.#call(async (controllerToken) => {
      const request = { controllerToken, partitions };
      const options = deadline(promiseDeadlineMs, partitions);
      return (await callUnary(this.#client(nodeId), 'promise', request, options)).results;
    });
  }

  leaderAndIsr(
    nodeId: number,
    partitions: LeaderAndIsrPartitionInput[],
  ): Promise<PartitionResult[]> {
    return this.#call(async (controllerToken) => {
      const request = { controllerToken, partitions };
      const options = deadline(controlDeadlineMs, partitions);
      return (await callUnary(this.#client(nodeId), 'leaderAndIsr', request, options)).results;
    });
  }

  createReplicas(nodeId: number, creations: ReplicaCreations): Promise<PartitionResult[]> {
    return this.#call(async (controllerToken) => {
      const request = { controllerToken, ...creations };
      const options = deadline(controlDeadlineMs, creations.replicas);
      return (await callUnary(this.#client(nodeId), 'createReplicas', request, options)).results;
    });
  }

  deleteReplicas(nodeId: number, replicas: DeleteReplicaInput[]): Promise<PartitionResult[]> {
    return this.#call(async (controllerToken) => {
      const request = { controllerToken, replicas };
      const options = deadline(controlDeadlineMs, replicas);
      return (await callUnary(this.#client(nodeId), 'deleteReplicas', request, options)).results;
    });
  }

  updateTopics(nodeId: number, topics: TopicIdentityInput[]): Promise<void> {
    return this.#call(async (controllerToken) => {
      const request = { controllerToken, topics };
      const options = deadline(controlDeadlineMs, topics);
      await callUnary(this.#client(nodeId), 'updateTopics', request, options);
    });
  }

  changeReplicaConfig(
    nodeId: number,
    changes: ChangeReplicaConfigInput[],
    pace: ConfigChangePace,
  ): Promise<ChangeReplicaConfigResult[]> {
    return this.#call(async (controllerToken) => {
      const request = { controllerToken, changes, ...pace };
      const options = deadline(controlDeadlineMs + pace.maxWaitMs, changes);
      const client = this.#client(nodeId);
      return (await callUnary(client, 'changeReplicaConfig', request, options)).results;
    });
  }

  inventory(nodeId: number): Promise<Inventory> {
    return this.#call(async (controllerToken) => {
      const stream = this.#client(nodeId).getInventory(
        { controllerToken },
        { deadline: Date.now() + inventoryDeadlineMs },
      );
      const topics = new Map<string, TopicIdentity>();
      const replicas: InventoryReplica[] = [];
      for await (const page of stream as AsyncIterable<GetInventoryResponse>) {
        for (const topic of page.topics) topics.set(topic.topicId, topic);
        replicas.push(...page.replicas);
      }
      return { topics: [...topics.values()], replicas };
    });
  }

  security(nodeId: number, knownVersion: number): Promise<SecurityDocument | null> {
    return this.#call(async (controllerToken) => {
      const request = { controllerToken, knownVersion };
      const options = { deadlineMs: controlDeadlineMs };
      return (await callUnary(this.#client(nodeId), 'getSecurity', request, options)).document;
    });
  }

  async #call<Result>(call: (token: number) => Promise<Result>): Promise<Result> {
    try {
      return await call(this.#options.token);
    } catch (error) {
      const known = fromServiceError(error);
      if (known.code === 'STALE_CONTROLLER_TOKEN') this.#options.onFenced(known);
      throw known;
    }
  }

  #client(nodeId: number) {
    const { channels, addressOf } = this.#options;
    return channels.client(NodeControlService, addressOf(nodeId));
  }
}

function deadline(baseMs: number, items: readonly unknown[]): { readonly deadlineMs: number } {
  return { deadlineMs: baseMs + perItemMs * items.length };
}
