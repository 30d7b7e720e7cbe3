import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { systemRandom, type WeirError } from '@weir/core';
import {
  type Assignment,
  type AssignedPartitionInput,
  GroupService,
  type JoinRequestInput,
  type JoinResponse,
  type ListOffsetsRequest,
  LogService,
  type MetadataSnapshot,
  type SubscribeInput,
  type Topic,
} from '@weir/protos';
import {
  ChannelPool,
  fromServiceError,
  handleUnary,
  type Metrics,
  MetadataView,
  RpcServer,
  type SecurityGate,
  silentLogger,
  systemClock,
} from '@weir/runtime';
import { EmbeddedMetadataStore, type MetadataStore } from '@weir/store';
import { vi } from 'vitest';
import { Coordinator } from './coordinator.ts';
import type { CoordinatorConfig } from './coordinator-config.ts';
import { ordersId } from './group/consumer-group.fixture.ts';

/** A coordinator that listens, with what it stands on. */
export interface RunningCoordinator {
  readonly coordinator: Coordinator;
  readonly server: RpcServer;
  readonly address: string;
}

/** The ends of the logs that the test's only storage node leads, and whether it answers. */
class TestLeader {
  readonly ranges = new Map<number, { logStartOffset: number; highWatermark: number }>();
  calls = 0;
  isSilent = false;

  /** By timestamp the answer is the timestamp itself, or -1 above the high watermark. */
  async listOffsets({ partitions }: ListOffsetsRequest): Promise<object> {
    this.calls += 1;
    if (this.isSilent) await new Promise(() => undefined);
    return {
      partitions: partitions.map(({ topicId, partition, spec, timestampMs }) => {
        const range = this.ranges.get(partition) ?? { logStartOffset: 0, highWatermark: 0 };
        const byTime = timestampMs < range.highWatermark ? timestampMs : -1;
        const offsets: Record<string, number> = {
          OFFSET_SPEC_EARLIEST: range.logStartOffset,
          OFFSET_SPEC_LATEST: range.highWatermark,
          OFFSET_SPEC_TIMESTAMP: byTime,
        };
        return { topicId, partition, offset: offsets[spec], leaderEpoch: 1 };
      }),
    };
  }
}

/** A metadata store, one view of the metadata, a leader, and any number of coordinators. */
export class TestCluster {
  readonly channels = new ChannelPool();
  readonly view = new MetadataView();
  readonly leader = new TestLeader();
  /** Addresses of controllers. */
  controllers: readonly string[] = [];
  /** For the coordinator that is started next; one registry takes one coordinator. */
  metrics: Metrics | undefined;
  /** Who may call the coordinator that is started next; everybody without it. */
  security: SecurityGate | undefined;
  readonly #directory = mkdtempSync(join(tmpdir(), 'weir-coordinator-'));
  readonly store = new EmbeddedMetadataStore({ directory: join(this.#directory, 'store') });
  readonly #leaderServer = new RpcServer({ logger: silentLogger });
  readonly #running: RunningCoordinator[] = [];
  #version = 1;
  #leaderAddress = '';

  async open({ partitions = 4 }: { partitions?: number } = {}): Promise<void> {
    await this.store.open();
    this.#leaderServer.addService(LogService.service, {
      ListOffsets: handleUnary((request: ListOffsetsRequest) => this.leader.listOffsets(request)),
    });
    const { address } = await this.#leaderServer.listen({ host: '127.0.0.1', port: 0 });
    this.#leaderAddress = address;
    this.setPartitions(partitions);
  }

  /** "orders" has so many partitions from now on, and there are these other topics. */
  setPartitions(partitions: number, others: readonly Topic[] = []): void {
    this.#version += 1;
    for (let partition = 0; partition < partitions; partition += 1) {
      if (!this.leader.ranges.has(partition)) {
        this.leader.ranges.set(partition, { logStartOffset: 0, highWatermark: 1000 });
      }
    }
    const snapshot = snapshotOf(partitions, this.#version, this.#leaderAddress);
    this.view.replace({ ...snapshot, topics: [...snapshot.topics, ...others] });
  }

  async start(
    coordinatorId: string,
    config: Partial<CoordinatorConfig> = {},
    store: MetadataStore = this.store,
  ): Promise<RunningCoordinator> {
    const { security } = this;
    const server = new RpcServer({
      logger: silentLogger,
      ...(security === undefined ? undefined : { security }),
    });
    let address = '';
    const coordinator = new Coordinator({
      coordinatorId,
      store,
      controllers: () => this.controllers,
      advertisedAddress: () => address,
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      channels: this.channels,
      config: {
        assignmentIntervalMs: 0,
        defaultAssignor: 'range',
        leaseTtlMs: 1_500,
        recoveryMs: 0,
        ...config,
      },
      metadata: this.view,
      ...(this.metrics === undefined ? undefined : { metrics: this.metrics }),
    });
    coordinator.addTo(server);
    ({ address } = await server.listen({ host: '127.0.0.1', port: 0 }));
    await coordinator.start();
    const running = { coordinator, server, address };
    this.#running.push(running);
    return running;
  }

  /** Starts a coordinator and waits until it serves every shard. */
  async startAlone(config: Partial<CoordinatorConfig> = {}): Promise<RunningCoordinator> {
    const running = await this.start('solo', config);
    await vi.waitUntil(() => running.coordinator.shards.length === 64, { timeout: 10_000 });
    return running;
  }

  client(address: string) {
    return this.channels.client(GroupService, address);
  }

  async stop({ coordinator, server }: RunningCoordinator): Promise<void> {
    await coordinator.stop();
    await server.stop({ graceMs: 200 });
  }

  async close(): Promise<void> {
    for (const running of this.#running) await this.stop(running);
    this.channels.close();
    await this.#leaderServer.stop({ graceMs: 50 });
    await this.store[Symbol.asyncDispose]();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** A member on the other end of a Join stream, which answers what it is told unless held back. */
export class TestMember {
  readonly assignments: Assignment[] = [];
  memberId = '';
  memberEpoch = 0;
  partitions: number[] = [];
  heartbeats = 0;
  error: WeirError | undefined;
  hasEnded = false;
  /** Whether it lets go of what is revoked by itself. */
  answers = true;
  readonly #stream: ClientDuplexStream<JoinRequestInput, JoinResponse>;

  constructor(cluster: TestCluster, address: string, subscribe: SubscribeInput = {}) {
    this.#stream = cluster.client(address).Join();
    this.#stream.on('data', (response: JoinResponse) => {
      if (response.assignment) this.#take(response.assignment);
      if (response.heartbeat) this.heartbeats += 1;
    });
    this.#stream.on('error', (error) => {
      this.error = fromServiceError(error);
      this.hasEnded = true;
    });
    this.#stream.on('end', () => {
      this.hasEnded = true;
    });
    this.send({
      subscribe: {
        groupId: 'group',
        ...(subscribe.topicPattern === undefined ? { topics: ['orders'] } : undefined),
        ...subscribe,
      },
    });
  }

  /** A new stream for the same member, as after a broken connection. */
  static returning(cluster: TestCluster, address: string, previous: TestMember): TestMember {
    const member = new TestMember(cluster, address, {
      memberId: previous.memberId,
      memberEpoch: previous.memberEpoch,
      ownedPartitions: toMessages(previous.partitions),
    });
    member.partitions = previous.partitions;
    return member;
  }

  send(request: JoinRequestInput): void {
    this.#stream.write(request);
  }

  own(): void {
    const { memberEpoch, partitions } = this;
    this.send({ owned: { memberEpoch, partitions: toMessages(partitions) } });
  }

  /** The connection breaks. */
  break(): void {
    this.#stream.cancel();
  }

  leave(): void {
    this.send({ leave: {} });
  }

  /** Resolves when it has been told to read exactly these. */
  async reads(...partitions: number[]): Promise<void> {
    await vi.waitUntil(() => this.memberId !== '' && this.partitions.join() === partitions.join(), {
      timeout: 20_000,
      interval: 5,
    });
  }

  async ended(): Promise<void> {
    await vi.waitUntil(() => this.hasEnded, { timeout: 20_000, interval: 5 });
  }

  #take(assignment: Assignment): void {
    this.assignments.push(assignment);
    this.memberId = assignment.memberId;
    this.memberEpoch = assignment.memberEpoch;
    if (assignment.revoke.length > 0 && !this.answers) return;
    this.partitions = assignment.partitions
      .map(({ partition }) => partition)
      .toSorted((a, b) => a - b);
    this.own();
  }
}

/** Partitions of "orders". */
function toMessages(partitions: readonly number[]): AssignedPartitionInput[] {
  return partitions.map((partition) => ({ topicId: ordersId, topic: 'orders', partition }));
}

function snapshotOf(partitions: number, version: number, address: string): MetadataSnapshot {
  return {
    clusterId: 'cluster',
    generation: 'one',
    version,
    controllerAddress: '',
    groupShards: 64,
    coordinators: [],
    nodes: [
      {
        nodeId: 1,
        address,
        host: '',
        rack: '',
        externalAddress: '',
        nodeEpoch: 1,
        state: 'NODE_STATE_ALIVE',
      },
    ],
    topics: [
      {
        topicId: ordersId,
        name: 'orders',
        internal: false,
        configs: {},
        configVersion: 0,
        replicationFactor: 1,
        partitions: Array.from({ length: partitions }, (_, partition) => ({
          partition,
          leader: 1,
          leaderEpoch: 1,
          partitionEpoch: 1,
          assignedReplicas: [1],
          inSyncReplicas: [1],
          leaderlessReason: '',
        })),
      },
    ],
  };
}
