import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Controller } from '@weir/controller';
import { Coordinator } from '@weir/coordinator';
import { type Clock, type Random, toNodeId } from '@weir/core';
import { Gateway } from '@weir/gateway';
import {
  type AuditSink,
  ChannelPool,
  joinAddress,
  type ListenOptions,
  type Logger,
  type Metrics,
  RpcServer,
  type Transport,
} from '@weir/runtime';
import { DirectoryLock, StorageNode } from '@weir/storage-node';
import { AuditTrail, EmbeddedMetadataStore } from '@weir/store';

/** Where the standalone system lives and listens. */
export interface StandaloneOptions {
  readonly dataDirectory: string;
  readonly listenHost: string;
  /**
   * Port of the gateway, the one address to use; the storage nodes listen on the next ones, controller and
   * coordinator on the one after them. 0 takes free ports.
   */
  readonly port: number;
  readonly nodes: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Where all its roles count, together where they count the same. */
  readonly metrics?: Metrics;
  /** Whether there are metrics of each partition; not by default. */
  readonly partitionMetrics?: boolean;
  /** Whether it serves the console; by default it does. */
  readonly hasConsole?: boolean;
  /** Whether HTTP requests that change anything are refused; not by default. */
  readonly isHttpReadOnly?: boolean;
  /**
   * TLS of its listeners and of the calls between its roles, whom its roles let do what, and how they know
   * each other; without, plain text, and anybody may do anything.
   */
  readonly transport?: Transport;
}

interface RunningNode {
  readonly server: RpcServer;
  readonly node: StorageNode;
}

/**
 * Every role in one process: a gateway, a controller, a coordinator and storage nodes over loopback gRPC,
 * with the embedded metadata store.
 */
export class Standalone {
  readonly controller: Controller;
  readonly #options: StandaloneOptions;
  readonly #metrics: { readonly metrics?: Metrics };
  readonly #channels: ChannelPool;
  readonly #store: EmbeddedMetadataStore;
  readonly #audit: AuditTrail;
  /** Of controller and coordinator. */
  readonly #inner: RpcServer;
  /** Of the gateway. */
  readonly #front: RpcServer;
  readonly #lock: DirectoryLock;
  readonly #coordinator: Coordinator;
  readonly #nodes: RunningNode[] = [];
  #gateway: Gateway | undefined;
  #address = '';
  #innerAddress = '';

  constructor(options: StandaloneOptions) {
    this.#options = options;
    this.#lock = new DirectoryLock(options.dataDirectory);
    mkdirSync(options.dataDirectory, { recursive: true });
    const { clock, random, logger, metrics, transport } = options;
    this.#metrics = metrics === undefined ? {} : { metrics };
    this.#channels = new ChannelPool(transport?.channels);
    this.#store = new EmbeddedMetadataStore({ directory: join(options.dataDirectory, 'metadata') });
    this.#audit = new AuditTrail({ lists: this.#store, clock, logger, ...this.#metrics });
    // Of the inner one alone: what comes through the gateway comes to it as well.
    this.#inner = new RpcServer({
      ...{ logger, ...this.#metrics, ...transport?.server },
      ...transport?.security.keepAudit(byRole(this.#audit)),
    });
    this.#front = new RpcServer({ logger, ...this.#metrics, ...transport?.server });
    const shared = {
      store: this.#store,
      clock,
      random,
      channels: this.#channels,
      advertisedAddress: () => this.#innerAddress,
      ...this.#metrics,
    };
    this.controller = new Controller({
      ...shared,
      ...viewOf(transport),
      audit: this.#audit,
      controllerId: 'standalone',
      expectedNodes: options.nodes,
      logger: logger.child({ role: 'controller' }),
    });
    this.#coordinator = new Coordinator({
      ...shared,
      coordinatorId: 'standalone',
      controllers: () => [this.#innerAddress],
      metadata: this.controller.metadata,
      logger: logger.child({ role: 'coordinator' }),
    });
  }

  /** host:port that starts a client. */
  get address(): string {
    return this.#address;
  }

  /** Listens, starts every role, and resolves when the system takes records and groups. */
  async start(signal?: AbortSignal): Promise<void> {
    const { listenHost, port, nodes, clock } = this.#options;
    await this.#lock.check();
    await this.#store.open();
    await this.#lock.write(clock.nowMs());
    this.controller.addTo(this.#inner);
    this.#coordinator.addTo(this.#inner, { withMetadata: false });
    const innerPort = port === 0 ? 0 : port + nodes + 1;
    const gateway = await this.#listen({ host: listenHost, port }, innerPort);
    await this.controller.start();
    const connected = gateway.start();
    for (let index = 1; index <= nodes; index += 1) await this.#addNode(index);
    await Promise.all(this.#nodes.map(({ node }) => node.start()));
    await this.#coordinator.start();
    await Promise.all([connected, this.#whenReady(signal)]);
  }

  /** Stops every role in order: the gateway first, then groups, the nodes, the controller. */
  async stop(): Promise<void> {
    this.#gateway?.drain();
    await this.#front.stop({ graceMs: 500 });
    await this.#gateway?.stop();
    await this.#coordinator.stop();
    await Promise.all(
      this.#nodes.map(async ({ node, server }) => {
        await node.stop();
        await server.stop({ graceMs: 500 });
      }),
    );
    await this.controller.stop();
    await this.#inner.stop({ graceMs: 500 });
    this.#channels.close();
    await this.#audit.stop();
    await this.#lock.remove();
    await this.#store[Symbol.asyncDispose]();
  }

  /** If ports are in use it should be said of the one that was asked for: that is taken first. */
  async #listen(front: ListenOptions, innerPort: number): Promise<Gateway> {
    const inner = { ...front, port: innerPort };
    const isChosen = innerPort !== 0;
    this.#innerAddress = isChosen
      ? joinAddress(inner.host, inner.port)
      : (await this.#inner.listen(inner)).address;
    const gateway = this.#addGateway();
    ({ address: this.#address } = await this.#front.listen(front));
    if (isChosen) await this.#inner.listen(inner);
    return gateway;
  }

  #addGateway(): Gateway {
    const { clock, random, logger, transport, hasConsole = true } = this.#options;
    const { isHttpReadOnly = false } = this.#options;
    const gateway = new Gateway({
      ...transport?.client,
      ...this.#metrics,
      bootstrap: [this.#innerAddress],
      hasConsole,
      isHttpReadOnly,
      authentication: transport?.security.mode ?? 'off',
      clock,
      random,
      logger: logger.child({ role: 'gateway' }),
    });
    gateway.addTo(this.#front);
    this.#gateway = gateway;
    return gateway;
  }

  async #addNode(index: number): Promise<void> {
    const { listenHost, port, dataDirectory, clock, random, logger, transport } = this.#options;
    const { partitionMetrics = false } = this.#options;
    const server = new RpcServer({ logger, ...this.#metrics, ...transport?.server });
    let address = '';
    const node = new StorageNode({
      nodeId: toNodeId(index),
      dataDirectory: join(dataDirectory, `node-${index}`),
      host: `local-${index}`,
      rack: '',
      controllers: [this.#innerAddress],
      advertisedAddress: () => address,
      clock,
      random,
      logger: logger.child({ role: 'storage-node', nodeId: index }),
      ...viewOf(transport),
      ...this.#metrics,
      config: { partitionMetrics },
      channels: this.#channels,
    });
    node.addTo(server);
    ({ address } = await server.listen({
      host: listenHost,
      port: port === 0 ? 0 : port + index,
    }));
    this.#nodes.push({ server, node });
  }

  async #whenReady(signal?: AbortSignal): Promise<void> {
    const { metadata } = this.controller;
    await metadata.waitFor(
      () => {
        const { nodes, coordinators, groupShards } = metadata.snapshot();
        const alive = nodes.filter(({ state }) => state === 'NODE_STATE_ALIVE').length;
        const shards = coordinators.flatMap((coordinator) => coordinator.shards).length;
        return alive >= this.#options.nodes && groupShards > 0 && shards === groupShards;
      },
      { timeoutMs: 60_000, ...(signal === undefined ? undefined : { signal }) },
    );
  }
}

/** Names the role that a line is of: both have one server here. */
function byRole(sink: AuditSink): AuditSink {
  return {
    keep: (line) => {
      const isOfGroups = line.method.startsWith('GroupService/');
      sink.keep({ ...line, service: isOfGroups ? 'coordinator' : 'controller' });
    },
  };
}

function viewOf(transport: Transport | undefined) {
  return transport === undefined ? undefined : { security: transport.security.view };
}
