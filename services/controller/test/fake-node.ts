import { systemRandom } from '@weir/core';
import {
  type InventoryReplicaInput,
  NodeControlService,
  type NodeControlServiceHandlers,
  NodeRegistryService,
  type RegisterNodeResponse,
  type ReplicaConfigInput,
} from '@weir/protos';
import {
  callUnary,
  type ChannelPool,
  handleServerStream,
  handleUnary,
  RpcServer,
  silentLogger,
} from '@weir/runtime';

interface FakeReplica {
  topicId: string;
  partition: number;
  epoch: number;
  proposalId: string;
  leader: number;
  isClean: boolean;
  logEndOffset: number;
  isDeleted: boolean;
  config: ReplicaConfigInput;
}

/** The rpc edge of a storage node: it promises, follows and remembers, and keeps no records. */
export class FakeNode {
  readonly nodeId: number;
  readonly replicas = new Map<string, FakeReplica>();
  readonly directoryId = systemRandom.uuid();
  incarnation = systemRandom.uuid();
  promiseCalls = 0;
  registered: RegisterNodeResponse | undefined;
  readonly #server = new RpcServer({ logger: silentLogger });
  #address = '';
  #stopHeartbeats: (() => void) | undefined;

  constructor(nodeId: number) {
    this.nodeId = nodeId;
  }

  get address(): string {
    return this.#address;
  }

  async listen(): Promise<void> {
    this.#server.addService(NodeControlService.service, { ...this.#handlers() });
    ({ address: this.#address } = await this.#server.listen({ host: '127.0.0.1', port: 0 }));
  }

  /** Registers and keeps a heartbeat stream open. */
  async register(
    channels: ChannelPool,
    controller: string,
    clusterId = '',
  ): Promise<RegisterNodeResponse> {
    const client = channels.client(NodeRegistryService, controller);
    const registered = await callUnary(
      client,
      'registerNode',
      {
        nodeId: this.nodeId,
        clusterId,
        directoryId: this.directoryId,
        incarnation: this.incarnation,
        address: this.#address,
        host: `h${this.nodeId}`,
        version: '9.9.9',
      },
      { deadlineMs: 5_000 },
    );
    this.registered = registered;
    const stream = client.heartbeat();
    stream.on('error', () => undefined);
    stream.on('data', () => undefined);
    const beat = (): void => {
      stream.write({
        nodeId: this.nodeId,
        nodeEpoch: registered.nodeEpoch,
        failedReplicas: [...this.replicas.values()].filter(({ isClean }) => !isClean),
      });
    };
    beat();
    const timer = setInterval(beat, 50);
    this.#stopHeartbeats = () => {
      clearInterval(timer);
      stream.cancel();
    };
    return registered;
  }

  /** Dies: its port refuses and its heartbeat stream breaks. */
  async die(): Promise<void> {
    await this.#server.stop({ graceMs: 0 });
    this.#stopHeartbeats?.();
  }

  #handlers(): NodeControlServiceHandlers {
    const key = (topicId: string, partition: number): string => `${topicId}/${partition}`;
    const ok = ({ topicId, partition }: { topicId: string; partition: number }) => ({
      topicId,
      partition,
    });
    return {
      Promise: handleUnary(async ({ partitions }) => {
        this.promiseCalls += 1;
        return { results: partitions.map((asked) => this.#promise(asked)) };
      }),
      LeaderAndIsr: handleUnary(async ({ partitions }) => {
        for (const { topicId, partition, leader } of partitions) {
          const replica = this.replicas.get(key(topicId, partition));
          if (replica !== undefined) replica.leader = leader;
        }
        return { results: partitions.map(ok) };
      }),
      CreateReplicas: handleUnary(async ({ replicas }) => {
        for (const { topicId, partition, set, clean } of replicas) {
          if (this.replicas.has(key(topicId, partition))) continue;
          this.replicas.set(key(topicId, partition), {
            ...{ topicId, partition, epoch: 0, proposalId: '', leader: -1, isDeleted: false },
            isClean: clean,
            logEndOffset: 0,
            config: { sets: set === null ? [] : [set], offset: -1 },
          });
        }
        return { results: replicas.map(ok) };
      }),
      DeleteReplicas: handleUnary(async ({ replicas }) => {
        for (const { topicId, partition, forget } of replicas) {
          const replica = this.replicas.get(key(topicId, partition));
          if (replica !== undefined) replica.isDeleted = true;
          if (forget) this.replicas.delete(key(topicId, partition));
        }
        return { results: replicas.map(ok) };
      }),
      UpdateTopics: handleUnary(async () => ({})),
      ChangeReplicaConfig: handleUnary(async ({ changes }) => ({ results: changes.map(ok) })),
      GetInventory: handleServerStream(async (_request, stream) => {
        stream.write({
          topics: [...new Set([...this.replicas.values()].map(({ topicId }) => topicId))].map(
            (topicId) => ({ topicId, name: 'orders', configVersion: 1, partitions: 2 }),
          ),
          replicas: [...this.replicas.values()].map((replica) => this.#inventory(replica)),
        });
      }),
    };
  }

  #promise(asked: { topicId: string; partition: number; leaderEpoch: number; proposalId: string }) {
    const { topicId, partition, leaderEpoch, proposalId } = asked;
    const replica = this.replicas.get(`${topicId}/${partition}`);
    if (replica === undefined || leaderEpoch <= replica.epoch) {
      const promisedEpoch = replica?.epoch ?? 0;
      return { topicId, partition, errorCode: 'FENCED_LEADER_EPOCH', promisedEpoch };
    }
    replica.epoch = leaderEpoch;
    replica.proposalId = proposalId;
    replica.leader = -1;
    return { topicId, partition, promisedEpoch: leaderEpoch, state: this.#state(replica) };
  }

  #state({ isClean, logEndOffset, config }: FakeReplica) {
    const { incarnation } = this;
    return { incarnation, clean: isClean, lastEpoch: 0, logEndOffset, config };
  }

  #inventory(replica: FakeReplica): InventoryReplicaInput {
    const { topicId, partition, epoch, proposalId, leader, isDeleted } = replica;
    return {
      ...{ topicId, partition, proposalId, isDeleted },
      promisedEpoch: epoch,
      state: this.#state(replica),
      isLeader: leader === this.nodeId,
      inSyncReplicas: leader === this.nodeId ? [this.nodeId] : [],
      cachedLeader: leader,
    };
  }
}
