import { systemRandom, toWeirError, WeirError } from '@weir/core';
import {
  type ChangeReplicaConfig,
  type ChangeReplicaConfigResultInput,
  type CreateReplica,
  type DeleteReplica,
  type InventoryReplicaInput,
  type LeaderAndIsrPartition,
  NodeControlService,
  NodeRegistryService,
  type NodeControlServiceHandlers,
  type PartitionResultInput,
  type PromisePartition,
  type PromiseResultInput,
  type ReplicaSetInput,
  type TopicIdentity,
} from '@weir/protos';
import {
  callUnary,
  ChannelPool,
  fromServiceError,
  handleServerStream,
  handleUnary,
  RpcServer,
  SecurityView,
  silentLogger,
} from '@weir/runtime';
import type { FakeReplica } from './fake-replica.ts';

type Method = keyof NodeControlServiceHandlers & string;

/** What a fake node is. */
export interface FakeNodeOptions {
  readonly nodeId: number;
  readonly controllers: () => readonly string[];
  readonly peer?: (nodeId: number) => FakeNode | undefined;
  readonly host?: string;
  readonly rack?: string;
}

/**
 * The rpc edge of a storage node, for tests of the controller: it keeps the rules that a controller
 * can see of votes, roles, creation and tombstones, over real gRPC, and has no log.
 */
export class FakeNode {
  readonly nodeId: number;
  readonly replicas = new Map<string, FakeReplica>();
  readonly topics = new Map<string, TopicIdentity>();
  /** Calls that it has answered, by method, each with its number of items. */
  readonly calls: { readonly method: Method; readonly items: number }[] = [];
  /** Answers of a method wait for this, or fail. */
  readonly interceptors = new Map<Method, () => Promise<void>>();
  /** Nodes that have copied what this one leads, and those that are on their way. */
  readonly copied = new Set<number>();
  copying: readonly number[] = [];
  followersSilentMs = 0;
  /** Sends no heartbeats, as if nothing came through. */
  isMute = false;
  /** Does not look for a controller, though it answers one. */
  isLost = false;
  directoryId: string = systemRandom.uuid();
  clusterId = '';
  incarnation = '';
  address = '';
  nodeEpoch = 0;
  highestToken = 0;
  /** What it has kept of keys and rights. */
  security = new SecurityView();
  lastError: WeirError | undefined;
  readonly #options: FakeNodeOptions;
  #channels = new ChannelPool();
  #server: RpcServer | undefined;
  #life = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: FakeNodeOptions) {
    this.#options = options;
    this.nodeId = options.nodeId;
  }

  get isRegistered(): boolean {
    return this.nodeEpoch > 0;
  }

  get registryAddress(): string {
    return this.#options.controllers()[0] ?? '';
  }

  /** Starts a new life of the process, on the same port if it had one. */
  async start(): Promise<void> {
    this.incarnation = systemRandom.uuid();
    for (const replica of this.replicas.values()) replica.role = 'none';
    this.#life = new AbortController();
    this.#channels = new ChannelPool();
    this.#server = new RpcServer({ logger: silentLogger });
    this.#server.addService(NodeControlService.service, { ...this.#handlers() });
    const port = this.address === '' ? 0 : Number(this.address.split(':')[1]);
    ({ address: this.address } = await this.#server.listen({ host: '127.0.0.1', port }));
    this.#running = this.#register();
  }

  /** Dies at once: its port refuses, its streams break. */
  async kill(): Promise<void> {
    this.#life.abort();
    await this.#server?.stop({ graceMs: 0 });
    this.#channels.close();
    this.nodeEpoch = 0;
    await this.#running;
  }

  /** Loses its data directory; while it does not run. */
  wipe(): void {
    this.replicas.clear();
    this.topics.clear();
    this.directoryId = systemRandom.uuid();
    this.clusterId = '';
  }

  replica(topicId: string, partition: number): FakeReplica {
    const replica = this.replicas.get(`${topicId}/${partition}`);
    if (replica !== undefined) return replica;
    throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `No replica of ${topicId}/${partition}`);
  }

  /** What a follower does with its leader's control records. */
  copyConfig(
    { topicId, partition }: { readonly topicId: string; readonly partition: number },
    { logEndOffset, configOffset }: FakeReplica,
    target: ReplicaSetInput,
  ): void {
    const replica = this.replicas.get(`${topicId}/${partition}`);
    if (replica === undefined) return;
    Object.assign(replica, { sets: [target], configOffset, logEndOffset, clean: true });
  }

  /** Says who is in sync with what it leads. */
  async reportInSync(topicId: string, inSyncReplicas: readonly number[]): Promise<void> {
    const { nodeId, nodeEpoch } = this;
    const { vote } = this.replica(topicId, 0);
    const change = { topicId, partition: 0, leaderEpoch: vote.epoch };
    const partitions = [{ ...change, inSyncReplicas: [...inSyncReplicas] }];
    const request = { nodeId, nodeEpoch, partitions };
    await callUnary(this.client(), 'changeIsr', request, { deadlineMs: 5_000 });
  }

  countOf(method: Method): number {
    return this.calls.filter((call) => call.method === method).length;
  }

  client() {
    return this.#channels.client(NodeRegistryService, this.registryAddress);
  }

  async #register(): Promise<void> {
    const { signal } = this.#life;
    for (let turn = 0; !signal.aborted; turn += 1) {
      const controllers = this.#options.controllers();
      const address = controllers[turn % controllers.length] ?? '';
      try {
        if (!this.isLost) await this.#serve(address);
      } catch (error) {
        this.lastError = fromServiceError(error);
      }
      this.nodeEpoch = 0;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #serve(address: string): Promise<void> {
    const client = this.#channels.client(NodeRegistryService, address);
    const { nodeId, clusterId, directoryId, incarnation } = this;
    const { host = `h${nodeId}`, rack = '' } = this.#options;
    const externalAddress = `node-${nodeId}.example.com:9092`;
    const identity = { nodeId, clusterId, directoryId, incarnation, host, rack, externalAddress };
    const answer = await callUnary(
      client,
      'registerNode',
      { ...identity, address: this.address, version: '1.2.3' },
      { deadlineMs: 2_000, signal: this.#life.signal },
    );
    this.clusterId = answer.clusterId;
    this.highestToken = Math.max(this.highestToken, answer.controllerToken);
    const stream = client.Heartbeat();
    await new Promise<void>((resolve) => {
      const beat = (): void => {
        if (this.isMute) return;
        const failedReplicas = [...this.replicas]
          .filter(([, { isFailed, isFull }]) => isFailed || isFull)
          .map(([key, { isFull }]) => ({
            ...splitKey(key),
            kind: isFull ? 'disk_full' : 'damaged',
            canPromise: isFull,
          }));
        stream.write({ nodeId, nodeEpoch: answer.nodeEpoch, failedReplicas });
      };
      const timer = setInterval(beat, answer.heartbeatIntervalMs);
      const finish = (error?: unknown): void => {
        clearInterval(timer);
        if (error !== undefined) this.lastError = fromServiceError(error);
        resolve();
      };
      stream.on('data', () => {
        this.nodeEpoch = answer.nodeEpoch;
      });
      stream.on('error', finish);
      stream.on('end', () => {
        finish();
      });
      this.#life.signal.addEventListener('abort', () => {
        stream.cancel();
      });
      beat();
    });
  }

  #handlers(): NodeControlServiceHandlers {
    const enter = async (method: Method, token: number, items: number): Promise<void> => {
      if (token < this.highestToken) {
        throw new WeirError(
          'STALE_CONTROLLER_TOKEN',
          `${token} is older than ${this.highestToken}`,
        );
      }
      this.highestToken = token;
      this.calls.push({ method, items });
      await this.interceptors.get(method)?.();
    };
    return {
      Promise: handleUnary(async ({ controllerToken, partitions }) => {
        await enter('Promise', controllerToken, partitions.length);
        return { results: partitions.map((asked) => this.#promise(asked)) };
      }),
      LeaderAndIsr: handleUnary(async ({ controllerToken, partitions }) => {
        await enter('LeaderAndIsr', controllerToken, partitions.length);
        return { results: partitions.map((asked) => result(asked, () => this.#lead(asked))) };
      }),
      CreateReplicas: handleUnary(async ({ controllerToken, topics, replicas }) => {
        await enter('CreateReplicas', controllerToken, replicas.length);
        this.#update(topics);
        return { results: replicas.map((asked) => result(asked, () => this.#create(asked))) };
      }),
      DeleteReplicas: handleUnary(async ({ controllerToken, replicas }) => {
        await enter('DeleteReplicas', controllerToken, replicas.length);
        return { results: replicas.map((asked) => result(asked, () => this.#delete(asked))) };
      }),
      UpdateTopics: handleUnary(async ({ controllerToken, topics }) => {
        await enter('UpdateTopics', controllerToken, topics.length);
        this.#update(topics);
        return {};
      }),
      ChangeReplicaConfig: handleUnary(async ({ controllerToken, changes }) => {
        await enter('ChangeReplicaConfig', controllerToken, changes.length);
        return {
          results: changes.map((asked) => this.#changeConfig(asked)),
        };
      }),
      GetInventory: handleServerStream(async ({ controllerToken }, stream) => {
        await enter('GetInventory', controllerToken, this.replicas.size);
        const replicas = [...this.replicas].map(([key, replica]) =>
          this.#toInventory(key, replica),
        );
        const held = new Set(replicas.map(({ topicId }) => topicId));
        const topics = [...this.topics.values()].filter(({ topicId }) => held.has(topicId));
        stream.write({ topics, replicas });
      }),
      GetSecurity: handleUnary(async ({ controllerToken, knownVersion }) => {
        await enter('GetSecurity', controllerToken, 1);
        return this.security.version > knownVersion ? { document: this.security.document } : {};
      }),
    };
  }

  #promise({ topicId, partition, leaderEpoch, proposalId }: PromisePartition): PromiseResultInput {
    const replica = this.replicas.get(`${topicId}/${partition}`);
    if (replica === undefined || replica.isDeleted) {
      return { topicId, partition, errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' };
    }
    if (replica.isFailed) return { topicId, partition, errorCode: 'STORAGE_ERROR' };
    if (leaderEpoch <= replica.vote.epoch) {
      const promisedEpoch = replica.vote.epoch;
      return { topicId, partition, errorCode: 'FENCED_LEADER_EPOCH', promisedEpoch };
    }
    replica.vote = { epoch: leaderEpoch, proposalId };
    replica.isVoteLost = false;
    replica.role = 'none';
    return { topicId, partition, promisedEpoch: leaderEpoch, state: this.#toState(replica) };
  }

  #lead(asked: LeaderAndIsrPartition): void {
    const replica = this.replica(asked.topicId, asked.partition);
    const { epoch, proposalId } = replica.vote;
    if (replica.isVoteLost) throw new WeirError('REPLICA_NOT_AVAILABLE', 'It must promise first');
    const isVote = asked.leaderEpoch === epoch && asked.proposalId === proposalId;
    const isNewer = asked.leaderEpoch > epoch;
    if (asked.leader === this.nodeId) {
      if (isVote && replica.role === 'leader') return;
      if (!isVote || asked.leaderIncarnation !== this.incarnation) {
        throw new WeirError('FENCED_LEADER_EPOCH', 'Not what this incarnation promised');
      }
      replica.role = 'leader';
      replica.clean = true;
      replica.lastEpoch = epoch;
      replica.inSyncReplicas = [...asked.inSyncReplicas];
    } else if (isVote || isNewer) {
      replica.vote = { epoch: asked.leaderEpoch, proposalId: asked.proposalId };
      replica.role = 'follower';
      replica.lastEpoch = asked.leaderEpoch;
    } else throw new WeirError('FENCED_LEADER_EPOCH', 'Promised to another');
  }

  /** A leader whose followers are always as far as it says, and switch at once when they are. */
  #changeConfig(asked: ChangeReplicaConfig): ChangeReplicaConfigResultInput {
    let outcome: ChangeReplicaConfigResultInput = {};
    const failure = result(asked, () => {
      const replica = this.replica(asked.topicId, asked.partition);
      if (replica.role !== 'leader' || replica.vote.epoch !== asked.leaderEpoch) {
        throw new WeirError('NOT_LEADER_OR_FOLLOWER', 'Not the leader');
      }
      const { target } = asked;
      const members = replica.sets.flatMap(({ replicas }) => replicas ?? []);
      const isCopied = (target?.replicas ?? []).every(
        (nodeId) => members.includes(nodeId) || this.copied.has(nodeId),
      );
      if (target !== null && isCopied) {
        replica.configOffset = replica.logEndOffset;
        replica.logEndOffset += 1;
        for (const nodeId of new Set([this.nodeId, ...(target.replicas ?? [])])) {
          this.#options.peer?.(nodeId)?.copyConfig(asked, replica, target);
        }
      }
      outcome = {
        isDone: isCopied,
        config: { sets: replica.sets, offset: replica.configOffset },
        logEndOffset: replica.logEndOffset,
        followers: this.copying.map((nodeId) => ({
          ...{ nodeId, logEndOffset: 4 },
          silentMs: this.followersSilentMs,
        })),
      };
    });
    return { ...failure, ...outcome };
  }

  #create({ topicId, partition, set, clean, directoryId }: CreateReplica): void {
    const key = `${topicId}/${partition}`;
    const known = this.replicas.get(key);
    if (known?.isDeleted === true && known.sets.length === 0) {
      throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `${key} was deleted`);
    }
    if (known !== undefined && !known.isDeleted) return;
    if (directoryId !== this.directoryId) throw new WeirError('INVALID_REQUEST', 'Other directory');
    this.replicas.set(key, {
      vote: { epoch: 0, proposalId: '' },
      clean,
      lastEpoch: -1,
      logEndOffset: 0,
      highWatermark: 0,
      sets: set === null ? [] : [set],
      configOffset: -1,
      role: 'none',
      inSyncReplicas: [],
      isDeleted: false,
      isFailed: false,
      isFull: false,
      isVoteLost: !clean && known === undefined,
    });
  }

  #delete({ topicId, partition, forget, finalConfig }: DeleteReplica): void {
    const key = `${topicId}/${partition}`;
    if (forget) this.replicas.delete(key);
    else {
      const sets = finalConfig?.sets ?? [];
      if (sets.some(({ replicas }) => replicas.includes(this.nodeId))) {
        throw new WeirError('INVALID_REQUEST', 'It names this node');
      }
      const vote = this.replicas.get(key)?.vote ?? { epoch: 0, proposalId: '' };
      const gone = { clean: false, lastEpoch: -1, logEndOffset: 0, highWatermark: 0, sets };
      const idle = { role: 'none' as const, inSyncReplicas: [] };
      const marks = { configOffset: finalConfig?.offset ?? -1, isDeleted: true };
      const health = { isFailed: false, isFull: false, isVoteLost: false };
      this.replicas.set(key, { vote, ...gone, ...idle, ...marks, ...health });
    }
  }

  #update(topics: readonly TopicIdentity[]): void {
    for (const topic of topics) {
      const known = this.topics.get(topic.topicId)?.configVersion ?? -1;
      if (topic.configVersion > known) this.topics.set(topic.topicId, topic);
    }
  }

  #toState({ clean, lastEpoch, logEndOffset, highWatermark, ...replica }: FakeReplica) {
    const config = { sets: replica.sets, offset: replica.configOffset };
    return { incarnation: this.incarnation, clean, lastEpoch, logEndOffset, highWatermark, config };
  }

  #toInventory(key: string, replica: FakeReplica): InventoryReplicaInput {
    return {
      ...splitKey(key),
      isDeleted: replica.isDeleted,
      isFailed: replica.isFailed || replica.isFull,
      isVoteLost: replica.isVoteLost,
      promisedEpoch: replica.vote.epoch,
      proposalId: replica.vote.proposalId,
      ...(replica.isDeleted && replica.sets.length === 0
        ? undefined
        : { state: this.#toState(replica) }),
      isLeader: replica.role === 'leader',
      inSyncReplicas: replica.role === 'leader' ? replica.inSyncReplicas : [],
      cachedLeader: -1,
    };
  }
}

function splitKey(key: string): { readonly topicId: string; readonly partition: number } {
  const separator = key.lastIndexOf('/');
  return { topicId: key.slice(0, separator), partition: Number(key.slice(separator + 1)) };
}

function result(
  { topicId, partition }: { readonly topicId: string; readonly partition: number },
  work: () => void,
): PartitionResultInput {
  try {
    work();
    return { topicId, partition };
  } catch (error) {
    const { code, message } = toWeirError(error);
    return { topicId, partition, errorCode: code, errorMessage: message };
  }
}
