import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type NodeId, type ProducerId, RecordBatchBuilder, systemRandom } from '@weir/core';
import {
  type AcksInput,
  type ListOffsetsResult,
  LogService,
  type OffsetSpecInput,
  type ProducePartitionResult,
  type DeleteRecordsResult,
  type DescribeLogsResult,
  type FetchPartitionData,
  type InventoryReplica,
  type ReplicaConfigInput,
} from '@weir/protos';
import {
  callUnary,
  ChannelPool,
  type Metrics,
  RpcServer,
  type SecurityGate,
  silentLogger,
  systemClock,
  unscrapedMetrics,
} from '@weir/runtime';

import { StorageNode, type StorageNodeConfig } from '../src/index.ts';
import type { FileSystem } from '../src/log/file-system.ts';
import { ScriptedController, type TestTopic } from './scripted-controller.ts';

interface RunningServer {
  readonly node: StorageNode;
  readonly server: RpcServer;
  readonly channels: ChannelPool;
}

/** What a test batch holds. */
export interface BatchOptions {
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly timestampMs?: number;
  readonly isControl?: boolean;
}

const deadlineMs = 15_000;

/** Three storage nodes in this process, a scripted controller, and a client. */
export class NodeCluster implements AsyncDisposable {
  readonly controller: ScriptedController;
  readonly channels = new ChannelPool();
  /** Disks that nodes get when they start, instead of the system's. */
  readonly fileSystems = new Map<number, FileSystem>();
  /** Those of each node's last start. */
  readonly #metrics = new Map<number, Metrics>();
  readonly #directory: string;
  readonly #security: SecurityGate | undefined;
  readonly #running = new Map<number, RunningServer>();
  #controllerAddress = '';

  private constructor(directory: string, security: SecurityGate | undefined) {
    this.#directory = directory;
    this.#security = security;
    this.controller = new ScriptedController(this.channels);
  }

  static async start(
    nodeIds: readonly number[] = [1, 2, 3],
    config: Partial<StorageNodeConfig> = {},
    security?: SecurityGate,
  ): Promise<NodeCluster> {
    const cluster = new NodeCluster(await mkdtemp(join(tmpdir(), 'weir-node-')), security);
    cluster.#controllerAddress = await cluster.controller.listen();
    await Promise.all(nodeIds.map((nodeId) => cluster.startNode(nodeId, config)));
    return cluster;
  }

  dataDirectory(nodeId: number): string {
    return join(this.#directory, `node-${nodeId}`);
  }

  node(nodeId: number): StorageNode {
    const running = this.#running.get(nodeId);
    if (running === undefined) throw new Error(`Node ${nodeId} does not run`);
    return running.node;
  }

  async startNode(nodeId: number, config: Partial<StorageNodeConfig> = {}): Promise<void> {
    const channels = new ChannelPool();
    const security = this.#security;
    const server = new RpcServer({
      logger: silentLogger,
      ...(security === undefined ? undefined : { security }),
    });
    let address = '';
    const metrics = unscrapedMetrics();
    this.#metrics.set(nodeId, metrics);
    const fileSystem = this.fileSystems.get(nodeId);
    const node = new StorageNode({
      ...(fileSystem === undefined ? undefined : { fileSystem }),
      nodeId: nodeId as NodeId,
      dataDirectory: this.dataDirectory(nodeId),
      host: `host-${nodeId}`,
      rack: '',
      controllers: [this.#controllerAddress],
      advertisedAddress: () => address,
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      channels,
      metrics,
      config: { drainTimeoutMs: 2000, ...config },
    });
    node.addTo(server);
    ({ address } = await server.listen({ host: '127.0.0.1', port: 0 }));
    this.#running.set(nodeId, { node, server, channels });
    await node.start();
  }

  /** Takes the node off the network at once, then ends it. */
  async kill(nodeId: number): Promise<void> {
    const running = this.#running.get(nodeId);
    if (running === undefined) return;
    this.#running.delete(nodeId);
    await running.server.stop({ graceMs: 0 });
    running.channels.close();
    await running.node.stop();
  }

  /** Drains and stops. */
  async stopNode(nodeId: number): Promise<void> {
    const running = this.#running.get(nodeId);
    if (running === undefined) return;
    this.#running.delete(nodeId);
    await running.node.stop();
    await running.server.stop({ graceMs: 100 });
    running.channels.close();
  }

  /** The values of a node's metrics, by name and labels as they are exported. */
  async metrics(nodeId: number): Promise<ReadonlyMap<string, number>> {
    const text = (await this.#metrics.get(nodeId)?.registry.metrics()) ?? '';
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => {
        const end = line.lastIndexOf(' ');
        return [line.slice(0, end).replace(/^weir_storage_node_/, ''), Number(line.slice(end + 1))];
      }),
    );
  }

  log(nodeId: number) {
    const address = this.controller.nodes.get(nodeId)?.address ?? '';
    return this.channels.client(LogService, address);
  }

  async produce(
    nodeId: number,
    { topicId }: TestTopic,
    batches: readonly Buffer[],
    options: {
      acks?: AcksInput;
      timeoutMs?: number;
      minLeaderEpoch?: number;
      expectedProducerOffset?: number;
    } = {},
  ): Promise<ProducePartitionResult> {
    const { expectedProducerOffset } = options;
    const { partitions } = await callUnary(
      this.log(nodeId),
      'produce',
      {
        acks: options.acks ?? 'ACKS_ALL',
        timeoutMs: options.timeoutMs ?? 10_000,
        partitions: [
          {
            ...{ topicId, partition: 0, batches: [...batches] },
            minLeaderEpoch: options.minLeaderEpoch ?? 0,
            ...(expectedProducerOffset === undefined ? undefined : { expectedProducerOffset }),
          },
        ],
      },
      { deadlineMs },
    );
    const [result] = partitions;
    if (result === undefined) throw new Error('No result');
    return result;
  }

  async fetch(
    nodeId: number,
    { topicId }: TestTopic,
    fetchOffset = 0,
    options: { maxWaitMs?: number; minBytes?: number; lastFetchedEpoch?: number } = {},
  ): Promise<FetchPartitionData> {
    const { lastFetchedEpoch, ...rest } = options;
    const { partitions } = await callUnary(
      this.log(nodeId),
      'fetch',
      {
        ...rest,
        partitions: [
          {
            topicId,
            partition: 0,
            fetchOffset,
            ...(lastFetchedEpoch === undefined ? undefined : { lastFetchedEpoch }),
          },
        ],
      },
      { deadlineMs },
    );
    const [data] = partitions;
    if (data === undefined) throw new Error('No data');
    return data;
  }

  async listOffsets(
    nodeId: number,
    { topicId }: TestTopic,
    spec: OffsetSpecInput,
    timestampMs = 0,
  ): Promise<ListOffsetsResult[]> {
    const { partitions } = await callUnary(
      this.log(nodeId),
      'listOffsets',
      { partitions: [{ topicId, partition: 0, spec, timestampMs }] },
      { deadlineMs },
    );
    return partitions;
  }

  async offsetForLeaderEpoch(nodeId: number, { topicId }: TestTopic, leaderEpoch: number) {
    const { partitions } = await callUnary(
      this.log(nodeId),
      'offsetForLeaderEpoch',
      { partitions: [{ topicId, partition: 0, leaderEpoch }] },
      { deadlineMs },
    );
    return partitions;
  }

  async describeProducers(nodeId: number, { topicId }: TestTopic, producerId: number) {
    const { partitions } = await callUnary(
      this.log(nodeId),
      'describeProducers',
      { partitions: [{ topicId, partition: 0, producerId }] },
      { deadlineMs },
    );
    return partitions;
  }

  async deleteRecords(
    nodeId: number,
    { topicId }: TestTopic,
    beforeOffset: number,
  ): Promise<DeleteRecordsResult> {
    const { partitions } = await callUnary(
      this.log(nodeId),
      'deleteRecords',
      { partitions: [{ topicId, partition: 0, beforeOffset }] },
      { deadlineMs },
    );
    const [result] = partitions;
    if (result === undefined) throw new Error('No result');
    return result;
  }

  async describeLog(nodeId: number, { topicId }: TestTopic): Promise<DescribeLogsResult> {
    const request = { partitions: [{ topicId, partition: 0 }] };
    const { partitions } = await callUnary(this.log(nodeId), 'describeLogs', request, {
      deadlineMs,
    });
    const [result] = partitions;
    if (result === undefined) throw new Error('No result');
    return result;
  }

  async deleteReplica(
    nodeId: number,
    { topicId }: TestTopic,
    forget: boolean,
    finalConfig?: ReplicaConfigInput,
  ): Promise<void> {
    const how = finalConfig === undefined ? { forget } : { forget, finalConfig };
    const { results } = await callUnary(
      this.controller.client(nodeId),
      'deleteReplicas',
      { controllerToken: this.controller.token, replicas: [{ topicId, partition: 0, ...how }] },
      { deadlineMs },
    );
    if (results[0]?.errorCode !== '') throw new Error(results[0]?.errorMessage);
  }

  /** What the node says of its replica. */
  async replica(nodeId: number, topic: TestTopic) {
    const stream = this.controller.client(nodeId).getInventory({
      controllerToken: this.controller.token,
    });
    for await (const page of stream) {
      const { replicas } = page as { replicas: InventoryReplica[] };
      const found = replicas.find(({ topicId }) => topicId === topic.topicId);
      if (found !== undefined) return found;
    }
    throw new Error(`Node ${nodeId} has no replica of ${topic.topicId}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#running.keys()].map((nodeId) => this.stopNode(nodeId)));
    await this.controller.stop();
    this.channels.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** A batch of records with these values. */
export function makeBatch(values: readonly string[], options: BatchOptions = {}): Buffer {
  const builder = new RecordBatchBuilder();
  for (const value of values)
    builder.append(null, value, undefined, options.timestampMs ?? Date.now());
  return builder.build({
    producerId: (options.producerId ?? 0) as ProducerId,
    producerEpoch: options.producerEpoch ?? 0,
    baseSequence: options.baseSequence ?? 0,
    isControl: options.isControl ?? false,
  });
}

/** Waits until the condition holds. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const deadlineAtMs = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadlineAtMs) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
