import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '@weir/core';
import {
  AdminService,
  MetadataService,
  NodeRegistryService,
  SecurityService,
  type Topic,
} from '@weir/protos';
import {
  callUnary,
  ChannelPool,
  RpcServer,
  type SecurityGate,
  silentLogger,
  systemClock,
} from '@weir/runtime';
import { AuditTrail, EmbeddedMetadataStore } from '@weir/store';
import { vi } from 'vitest';
import { Controller, type ControllerOptions } from '../src/controller.ts';
import { FakeNode, type FakeNodeOptions } from './fake-node.ts';
import { SwappableStore } from './swappable-store.ts';

/** A controller with its server. */
export interface RunningController {
  readonly controller: Controller;
  readonly address: string;
  /** Ends without giving anything back, as `kill -9` does: for the others it just stops. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** How many processes there are, and how controllers differ from the usual. */
export interface TestClusterSize {
  readonly nodes?: number;
  readonly controllers?: number;
  readonly controller?: Partial<ControllerOptions>;
  /** Who may call the controllers; everybody by default. */
  readonly security?: SecurityGate;
}

const waitMs = 8_000;
const callMs = 15_000;

/** Controllers with a store of their own and fake nodes, on loopback ports. */
export class TestCluster implements AsyncDisposable {
  readonly nodes = new Map<number, FakeNode>();
  readonly controllers: RunningController[] = [];
  readonly store = new SwappableStore();
  readonly audit = new AuditTrail({
    lists: this.store,
    clock: systemClock,
    logger: silentLogger,
  });
  readonly #channels = new ChannelPool();
  readonly #directory = mkdtempSync(join(tmpdir(), 'weir-controller-'));
  #stores = 0;
  #security: SecurityGate | undefined;

  /** One active controller and nodes that are registered with it. */
  static async start({
    nodes = 3,
    controllers = 1,
    controller = {},
    security,
  }: TestClusterSize = {}): Promise<TestCluster> {
    const cluster = new TestCluster();
    cluster.#security = security;
    await cluster.store.swap(await cluster.newStore());
    for (let count = 0; count < controllers; count += 1) {
      await cluster.addController({ controllerId: `c${count + 1}`, ...controller });
    }
    const nodeIds = Array.from({ length: nodes }, (_, index) => index + 1);
    await Promise.all(nodeIds.map((nodeId) => cluster.addNode({ nodeId })));
    return cluster;
  }

  /** An empty store. */
  async newStore(): Promise<EmbeddedMetadataStore> {
    this.#stores += 1;
    const store = new EmbeddedMetadataStore({
      directory: join(this.#directory, `store-${this.#stores}`),
    });
    await store.open();
    return store;
  }

  /** A store with all that the present one holds now. */
  async copyOfStore(): Promise<EmbeddedMetadataStore> {
    const copy = await this.newStore();
    const lease = await copy.acquireLease('copy', { holder: 'c', ttlMs: 60_000, metadata: '' });
    for (const collection of ['cluster', 'nodes', 'topics', 'partitions', 'security']) {
      const documents = await this.store.readAll(collection);
      await copy.write(
        { lease: 'copy', token: lease?.token ?? 0 },
        [...documents].map(([key, { value, version }]) => ({
          kind: 'put' as const,
          ...{ collection, key, value, version },
        })),
      );
    }
    return copy;
  }

  get active(): RunningController {
    const active = this.controllers.find(({ controller }) => controller.isActive);
    if (active === undefined) throw new Error('No controller is active');
    return active;
  }

  async addController(overrides: Partial<ControllerOptions> = {}): Promise<RunningController> {
    const channels = new ChannelPool();
    const security = this.#security;
    const server = new RpcServer({
      logger: silentLogger,
      ...(security === undefined ? undefined : { security }),
    });
    let address = '';
    const controller = new Controller({
      controllerId: 'c',
      store: this.store,
      audit: this.audit,
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      channels,
      advertisedAddress: () => address,
      heartbeatIntervalMs: 50,
      sessionTimeoutMs: 1_500,
      ...overrides,
    });
    controller.addTo(server);
    ({ address } = await server.listen({ host: '127.0.0.1', port: 0 }));
    await controller.start();
    const end = async (): Promise<void> => {
      await server.stop({ graceMs: 0 });
      channels.close();
      this.controllers.splice(this.controllers.indexOf(running), 1);
    };
    const running: RunningController = {
      controller,
      address,
      stop: async () => {
        await controller.stop();
        await end();
      },
      kill: async () => {
        const release = vi.spyOn(this.store, 'releaseLease').mockResolvedValue();
        await controller.stop();
        release.mockRestore();
        await end();
      },
    };
    this.controllers.push(running);
    if (this.controllers.length === 1)
      await until('an active controller', () => controller.isActive);
    return running;
  }

  async addNode(options: Omit<FakeNodeOptions, 'controllers'>): Promise<FakeNode> {
    const controllers = (): string[] => this.controllers.map(({ address }) => address);
    const peer = (nodeId: number): FakeNode | undefined => this.nodes.get(nodeId);
    const node = new FakeNode({ ...options, controllers, peer });
    this.nodes.set(options.nodeId, node);
    await node.start();
    await until(`node ${options.nodeId} to register`, () => this.isAlive(options.nodeId));
    return node;
  }

  node(nodeId: number): FakeNode {
    const node = this.nodes.get(nodeId);
    if (node === undefined) throw new Error(`No node ${nodeId}`);
    return node;
  }

  isAlive(nodeId: number): boolean {
    const active = this.controllers.find(({ controller }) => controller.isActive);
    const isRegistered = this.nodes.get(nodeId)?.isRegistered === true;
    const state = active?.controller.metadata.node(nodeId)?.state;
    return isRegistered && state === 'NODE_STATE_ALIVE';
  }

  get admin() {
    return this.#channels.client(AdminService, this.active.address);
  }

  adminAt(address: string) {
    return this.#channels.client(AdminService, address);
  }

  metadataAt(address: string) {
    return this.#channels.client(MetadataService, address);
  }

  securityAt(address: string) {
    return this.#channels.client(SecurityService, address);
  }

  get registry() {
    return this.#channels.client(NodeRegistryService, this.active.address);
  }

  async createTopic(
    name: string,
    { partitions = 1, replicationFactor = 3, configs = {} } = {},
  ): Promise<Topic> {
    const request = { name, partitions, replicationFactor, configs };
    const { topic } = await callUnary(this.admin, 'createTopic', request, { deadlineMs: callMs });
    if (topic === null) throw new Error('No topic in the answer');
    return topic;
  }

  async deleteTopic(name: string): Promise<void> {
    await callUnary(this.admin, 'deleteTopic', { name }, { deadlineMs: callMs });
  }

  /** The topic as the active controller publishes it. */
  topic(name: string): Topic | undefined {
    return this.active.controller.metadata.topicByName(name);
  }

  leaderOf(name: string, partition = 0): number | undefined {
    return this.topic(name)?.partitions[partition]?.leader;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.nodes.values()].map((node) => node.kill()));
    await Promise.all([...this.controllers].map((running) => running.stop()));
    this.#channels.close();
    await this.audit.stop();
    await this.store[Symbol.asyncDispose]();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Waits for a condition; names it when it does not come. */
export async function until(what: string, condition: () => unknown): Promise<void> {
  try {
    await vi.waitUntil(condition, { timeout: waitMs, interval: 10 });
  } catch (cause) {
    throw new Error(`Waited in vain for ${what}`, { cause });
  }
}
