import { WeirError } from '@weir/core';
import {
  AdminService,
  type AdminServiceHandlers,
  type AssignedPartition,
  GroupService,
  LogService,
  MetadataService,
  type Node,
  type Topic,
} from '@weir/protos';
import {
  createMetadataHandlers,
  handleUnary,
  MetadataView,
  RpcServer,
  type RpcServerOptions,
  silentLogger,
  unrestrictedCaller,
} from '@weir/runtime';
import { FakeGroupService } from './fake-group-service.ts';
import { FakeLogService } from './fake-log-service.ts';
import { FakePartition } from './fake-partition.ts';

interface FakeNode {
  readonly nodeId: number;
  readonly address: string;
  readonly server: RpcServer;
  readonly log: FakeLogService;
}

interface FakeTopic {
  readonly topicId: string;
  readonly name: string;
  readonly configs: Record<string, string>;
  readonly partitions: FakePartition[];
}

/**
 * A Weir in memory on loopback ports, with the meaning of the protos and faults on demand. Its nodes
 * share their partitions, as if replication took no time. The first node is controller and
 * coordinator, too.
 */
export class FakeCluster implements AsyncDisposable {
  readonly groups = new FakeGroupService(this);
  readonly adminCalls: string[] = [];
  readonly registrations = new Map<string, { producerId: number; producerEpoch: number }>();
  /** Thrown at the next admin calls, one each. */
  readonly adminFaults: WeirError[] = [];
  /** Refuses calls of this path before they are served. */
  refuse: (path: string) => WeirError | undefined = () => undefined;
  readonly #nodes: FakeNode[] = [];
  readonly #topics = new Map<string, FakeTopic>();
  readonly #view = new MetadataView();
  readonly #appended = new Set<() => void>();
  #security: Pick<RpcServerOptions, 'tls' | 'security'> = {};
  #version = 1;
  #nextTopic = 1;
  /** Where clients outside reach nodes, by node; `publish` makes it known. */
  readonly externalAddresses = new Map<number, string>();
  /** Whether refusals name the leader. */
  hasHints = true;

  /** `security`: how its servers do TLS and whom they let in; plain text and everybody by default. */
  static async start(
    nodeCount = 1,
    security: Pick<RpcServerOptions, 'tls' | 'security'> = {},
  ): Promise<FakeCluster> {
    const cluster = new FakeCluster();
    cluster.#security = security;
    for (let nodeId = 1; nodeId <= nodeCount; nodeId += 1) await cluster.#startNode(nodeId);
    cluster.publish();
    return cluster;
  }

  get address(): string {
    return this.#nodes[0]?.address ?? '';
  }

  get metadata(): MetadataView {
    return this.#view;
  }

  node(nodeId: number): FakeNode {
    const node = this.#nodes.find((each) => each.nodeId === nodeId);
    if (node === undefined) throw new Error(`No node ${nodeId}`);
    return node;
  }

  /** Creates a topic whose partitions are led by the nodes in turn. */
  createTopic(name: string, partitions = 1, configs: Record<string, string> = {}): FakePartition[] {
    const number = String(this.#nextTopic).padStart(12, '0');
    this.#nextTopic += 1;
    const topic: FakeTopic = {
      topicId: `00000000-0000-4000-8000-${number}`,
      name,
      configs,
      partitions: [],
    };
    this.#topics.set(topic.topicId, topic);
    for (let partition = 0; partition < partitions; partition += 1) this.#addPartition(topic);
    this.publish();
    return topic.partitions;
  }

  addPartitions(name: string, total: number): void {
    for (const topic of [...this.#topics.values()].filter((each) => each.name === name)) {
      while (topic.partitions.length < total) this.#addPartition(topic);
    }
    this.publish();
  }

  /** Returns what brings it back as it was, as when a store had lost it. */
  deleteTopic(name: string): () => void {
    const topics = [...this.#topics.values()].filter((topic) => topic.name === name);
    for (const { topicId } of topics) this.#topics.delete(topicId);
    this.publish();
    return () => {
      for (const topic of topics) this.#topics.set(topic.topicId, topic);
      this.publish();
    };
  }

  partition(topicId: string, partition: number): FakePartition | undefined {
    return this.#topics.get(topicId)?.partitions[partition];
  }

  /** All partitions of all topics. */
  places(): AssignedPartition[] {
    return [...this.#topics.values()].flatMap(({ topicId, name, partitions }) =>
      partitions.map((_log, partition) => ({ topicId, topic: name, partition })),
    );
  }

  /** Makes another node the leader, with or without telling the clients. */
  moveLeader(log: FakePartition, nodeId: number, options = { publish: true }): void {
    log.leader = nodeId;
    log.leaderEpoch += 1;
    if (options.publish) this.publish();
    this.#notify();
  }

  /** What a refusal says about the leader. */
  hintOf(log: FakePartition): Record<string, string> {
    if (!this.hasHints) return {};
    return {
      leader: String(log.leader),
      leader_address: this.node(log.leader).address,
      leader_epoch: String(log.leaderEpoch),
    };
  }

  /** Tells all clients what is. */
  publish(): void {
    this.#version += 1;
    this.#view.replace({
      clusterId: 'fake',
      generation: 'one',
      version: this.#version,
      controllerAddress: this.address,
      nodes: this.#nodes.map((node) => toNode(node, this.externalAddresses.get(node.nodeId) ?? '')),
      coordinators: [
        {
          coordinatorId: 'c1',
          address: this.address,
          shards: Array.from({ length: 64 }, (_none, shard) => shard),
        },
      ],
      topics: [...this.#topics.values()].map(toTopic),
      groupShards: 64,
    });
  }

  onAppend(listener: () => void): () => void {
    this.#appended.add(listener);
    return () => this.#appended.delete(listener);
  }

  /** Kills a node: its connections break and its port refuses. */
  async stopNode(nodeId: number): Promise<void> {
    await this.node(nodeId).server.stop({ graceMs: 0 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#nodes.map(({ server }) => server.stop({ graceMs: 0 })));
  }

  async #startNode(nodeId: number): Promise<void> {
    const server = new RpcServer({
      logger: silentLogger,
      security: {
        identify: (call) => {
          const refusal = this.refuse(call.getPath());
          if (refusal !== undefined) throw refusal;
          return unrestrictedCaller;
        },
      },
      ...this.#security,
    });
    const log = new FakeLogService(nodeId, this);
    server.addService(LogService.service, log.handlers());
    server.addService(MetadataService.service, createMetadataHandlers(this.#view));
    if (nodeId === 1) {
      server.addService(GroupService.service, this.groups.handlers());
      server.addService(AdminService.service, this.#adminHandlers());
    }
    const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
    this.#nodes.push({ nodeId, address, server, log });
  }

  #adminHandlers(): Pick<
    AdminServiceHandlers,
    'CreateTopic' | 'DescribeTopic' | 'DeleteTopic' | 'RegisterProducer'
  > {
    return {
      CreateTopic: handleUnary(async ({ name, partitions, configs }) => {
        this.#admit('CreateTopic');
        if (this.#view.topicByName(name) !== undefined) {
          throw new WeirError('TOPIC_ALREADY_EXISTS', `Topic "${name}" exists`);
        }
        this.createTopic(name, partitions, configs);
        return { topic: this.#topic(name), warnings: [] };
      }),
      DescribeTopic: handleUnary(async ({ name }) => {
        this.#admit('DescribeTopic');
        return { topic: this.#topic(name), configs: [] };
      }),
      DeleteTopic: handleUnary(async ({ name }) => {
        this.#admit('DeleteTopic');
        const { topicId } = this.#topic(name);
        this.deleteTopic(name);
        return { topicId };
      }),
      RegisterProducer: handleUnary(async ({ name }) => {
        this.#admit('RegisterProducer');
        const known = this.registrations.get(name);
        const next = {
          producerId: known?.producerId ?? 1_000 + this.registrations.size,
          producerEpoch: (known?.producerEpoch ?? -1) + 1,
        };
        this.registrations.set(name, next);
        return next;
      }),
    };
  }

  #admit(name: string): void {
    this.adminCalls.push(name);
    const fault = this.adminFaults.shift();
    if (fault !== undefined) throw fault;
  }

  #topic(name: string): Topic {
    const topic = this.#view.topicByName(name);
    if (topic === undefined) throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `No "${name}"`);
    return topic;
  }

  #addPartition(topic: FakeTopic): void {
    const log = new FakePartition();
    const node = this.#nodes[topic.partitions.length % this.#nodes.length];
    log.leader = node?.nodeId ?? 1;
    const limit = topic.configs['max.message.bytes'];
    if (limit !== undefined) log.maxMessageBytes = Number(limit);
    log.appended.push(() => {
      this.#notify();
    });
    topic.partitions.push(log);
  }

  #notify(): void {
    for (const listener of [...this.#appended]) listener();
  }
}

function toNode({ nodeId, address }: FakeNode, externalAddress: string): Node {
  return {
    nodeId,
    address,
    host: `local-${nodeId}`,
    rack: '',
    externalAddress,
    nodeEpoch: 1,
    state: 'NODE_STATE_ALIVE',
  };
}

function toTopic({ topicId, name, configs, partitions }: FakeTopic): Topic {
  return {
    topicId,
    name,
    internal: false,
    configs,
    configVersion: 1,
    replicationFactor: 1,
    partitions: partitions.map(({ leader, leaderEpoch }, partition) => ({
      partition,
      leader,
      leaderEpoch,
      partitionEpoch: leaderEpoch,
      assignedReplicas: [leader],
      inSyncReplicas: [leader],
      leaderlessReason: '',
    })),
  };
}
