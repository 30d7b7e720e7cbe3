import { randomUUID } from 'node:crypto';

import { WeirError } from '@weir/core';
import {
  type ChangeReplicaConfigResult,
  type ReplicaSetInput,
  type HeartbeatRequest,
  NodeControlService,
  NodeRegistryService,
  type NodeRegistryServiceHandlers,
  type PromiseResult,
} from '@weir/protos';
import {
  callUnary,
  type ChannelPool,
  handleBidiStream,
  handleUnary,
  RpcServer,
  silentLogger,
} from '@weir/runtime';

interface RegisteredNode {
  readonly address: string;
  readonly directoryId: string;
  readonly incarnation: string;
}

/** A partition as the tests know it. */
export interface TestTopic {
  readonly topicId: string;
  readonly replicas: readonly number[];
  readonly minInsyncReplicas: number;
}

const clusterId = '00000000-0000-4000-8000-00000000c1d5';
const deadlineMs = 10_000;

/** A controller that does what the test says: nodes register with it, elections are held by hand. */
export class ScriptedController {
  readonly nodes = new Map<number, RegisteredNode>();
  readonly inSyncReplicas = new Map<string, readonly number[]>();
  readonly registrations: number[] = [];
  readonly drained: number[] = [];
  /** What each node said of failures in its last heartbeat. */
  readonly failures = new Map<number, HeartbeatRequest['failedReplicas']>();
  /** What each node said in its last heartbeat. */
  readonly heartbeats = new Map<number, HeartbeatRequest>();
  failedReplicas: readonly { readonly reason: string }[] = [];
  onDrain: (nodeId: number) => Promise<void> = () => Promise.resolve();
  token = 1;
  /** Where the active controller is, when this is not it. */
  activeElsewhere: string | undefined;
  /** Heartbeats are not answered. */
  isSilent = false;
  readonly #channels: ChannelPool;
  readonly #server = new RpcServer({ logger: silentLogger });
  #epoch = 0;
  #nodeEpoch = 0;

  constructor(channels: ChannelPool) {
    this.#channels = channels;
    const handlers: NodeRegistryServiceHandlers = {
      RegisterNode: handleUnary(async (request) => {
        const { nodeId, address, directoryId, incarnation } = request;
        this.#checkActive();
        this.nodes.set(nodeId, { address, directoryId, incarnation });
        this.registrations.push(nodeId);
        this.#nodeEpoch += 1;
        return {
          clusterId,
          nodeEpoch: this.#nodeEpoch,
          controllerToken: this.token,
          heartbeatIntervalMs: 50,
          sessionTimeoutMs: 1000,
        };
      }),
      Heartbeat: handleBidiStream(async (stream, { signal }) => {
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            resolve();
          });
          stream.on('end', resolve);
          stream.on('data', (request: HeartbeatRequest) => {
            const { nodeId, failedReplicas } = request;
            this.heartbeats.set(nodeId, request);
            this.failures.set(nodeId, failedReplicas);
            if (failedReplicas.length > 0) this.failedReplicas = failedReplicas;
            if (!this.isSilent) stream.write({ controllerToken: this.token });
          });
        });
      }),
      ChangeIsr: handleUnary(async ({ partitions }) => ({
        results: partitions.map(({ topicId, partition, inSyncReplicas }) => {
          this.inSyncReplicas.set(`${topicId}/${partition}`, inSyncReplicas);
          return { topicId, partition, partitionEpoch: 1 };
        }),
      })),
      DrainNode: handleUnary(async ({ nodeId }) => {
        this.drained.push(nodeId);
        await this.onDrain(nodeId);
        return { remainingLeaders: 0 };
      }),
      CoordinatorSession: handleBidiStream(async () => undefined),
    };
    this.#server.addService(NodeRegistryService.service, handlers);
  }

  async listen(): Promise<string> {
    const { address } = await this.#server.listen({ host: '127.0.0.1', port: 0 });
    return address;
  }

  async stop(): Promise<void> {
    await this.#server.stop({ graceMs: 0 });
  }

  #checkActive(): void {
    if (this.activeElsewhere === undefined) return;
    const metadata = { controller: this.activeElsewhere };
    throw new WeirError('NOT_CONTROLLER', 'Another controller is active', { metadata });
  }

  client(nodeId: number) {
    return this.#channels.client(NodeControlService, this.nodes.get(nodeId)?.address ?? '');
  }

  /** Creates a topic of one partition on its replicas. */
  async create(
    configs: Record<string, string> = {},
    options: Partial<TestTopic> & { isClean?: boolean; createdOn?: readonly number[] } = {},
  ): Promise<TestTopic> {
    const { topicId = randomUUID(), replicas = [1, 2, 3], minInsyncReplicas = 2 } = options;
    await Promise.all(
      (options.createdOn ?? replicas).map(async (nodeId) => {
        const { results } = await callUnary(
          this.client(nodeId),
          'createReplicas',
          {
            controllerToken: this.token,
            topics: [{ topicId, name: `t-${topicId}`, configs, configVersion: 1, partitions: 1 }],
            replicas: [
              {
                topicId,
                partition: 0,
                set: { replicas: [...replicas], minInsyncReplicas },
                clean: options.isClean ?? true,
                directoryId: this.nodes.get(nodeId)?.directoryId ?? '',
              },
            ],
          },
          { deadlineMs },
        );
        if (results[0]?.errorCode !== '') throw new Error(results[0]?.errorMessage);
      }),
    );
    return { topicId, replicas, minInsyncReplicas };
  }

  /** Promises of `promisers`, then LeaderAndIsr to them: the best clean one leads, unless named. */
  async elect(topic: TestTopic, promisers: readonly number[], wanted?: number): Promise<number> {
    this.#epoch += 1;
    const leaderEpoch = this.#epoch;
    const proposalId = randomUUID();
    const promises = await this.promise(topic, promisers, leaderEpoch, proposalId);
    const clean = promises.filter(({ result }) => result.state?.clean === true);
    const best = clean.toSorted((a, b) => rank(b.result) - rank(a.result))[0];
    const leader = promises.find(({ nodeId }) => nodeId === wanted) ?? best;
    if (leader === undefined) throw new Error('Nobody can be elected');
    await this.announce(topic, promisers, {
      leaderEpoch,
      proposalId,
      leader: leader.nodeId,
      leaderIncarnation: leader.result.state?.incarnation ?? '',
    });
    return leader.nodeId;
  }

  /** Asks a leader to change its replica set, or without a target what is in force. */
  async changeConfig(
    { topicId }: TestTopic,
    leader: number,
    change: {
      readonly leaderEpoch: number;
      readonly target?: ReplicaSetInput;
      readonly maxWaitMs?: number;
      readonly bytesPerSecond?: number;
    },
  ): Promise<ChangeReplicaConfigResult> {
    const { leaderEpoch, target, maxWaitMs = 0, bytesPerSecond = 0 } = change;
    const asked = target === undefined ? { leaderEpoch } : { leaderEpoch, target };
    const request = {
      controllerToken: this.token,
      changes: [{ topicId, partition: 0, ...asked }],
      maxWaitMs,
      bytesPerSecond,
    };
    const client = this.client(leader);
    const { results } = await callUnary(client, 'changeReplicaConfig', request, { deadlineMs });
    const [result] = results;
    if (result?.errorCode !== '') throw new Error(result?.errorMessage ?? 'No result');
    return result;
  }

  async promise(
    { topicId }: TestTopic,
    promisers: readonly number[],
    leaderEpoch: number,
    proposalId: string,
  ): Promise<{ nodeId: number; result: PromiseResult }[]> {
    return Promise.all(
      promisers.map(async (nodeId) => {
        const { results } = await callUnary(
          this.client(nodeId),
          'promise',
          {
            controllerToken: this.token,
            partitions: [{ topicId, partition: 0, leaderEpoch, proposalId }],
          },
          { deadlineMs },
        );
        const [result] = results;
        if (result?.errorCode !== '') throw new Error(result?.errorMessage ?? 'No result');
        return { nodeId, result };
      }),
    );
  }

  async announce(
    { topicId }: TestTopic,
    told: readonly number[],
    election: {
      readonly leaderEpoch: number;
      readonly proposalId: string;
      readonly leader: number;
      readonly leaderIncarnation: string;
    },
    inSyncReplicas: readonly number[] = told,
  ): Promise<void> {
    await Promise.all(
      told.map(async (nodeId) => {
        const { results } = await callUnary(
          this.client(nodeId),
          'leaderAndIsr',
          {
            controllerToken: this.token,
            partitions: [
              {
                ...election,
                topicId,
                partition: 0,
                leaderAddress: this.nodes.get(election.leader)?.address ?? '',
                partitionEpoch: 1,
                inSyncReplicas: [...inSyncReplicas],
              },
            ],
          },
          { deadlineMs },
        );
        if (results[0]?.errorCode !== '') throw new Error(results[0]?.errorMessage);
      }),
    );
  }
}

function rank({ state }: PromiseResult): number {
  return (state?.lastEpoch ?? -1) * 1e9 + (state?.logEndOffset ?? 0);
}
