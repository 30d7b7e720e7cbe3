import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { callUnary, ChannelPool, type ChannelPoolOptions } from '@weir/runtime';
import { type MetadataSnapshot, MetadataService } from '@weir/protos';
import { ChildProcess, scriptArgs } from './child-process.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { ClusterNetwork } from './network/cluster-network.ts';
import { createRedisProcess } from './redis-process.ts';

/** What a process of the cluster is. */
export type ClusterRole = 'redis' | 'controller' | 'storage-node' | 'coordinator' | 'gateway';

/** A process of the cluster with what others need to reach it. */
export interface ClusterMember {
  readonly role: ClusterRole;
  readonly name: string;
  readonly address: string;
  /** Where its metrics and probes are; Redis has none. */
  readonly opsAddress?: string;
  readonly dataDir?: string;
  readonly process: ChildProcess;
}

/** The size of a cluster and where it lives. */
export interface LocalClusterOptions {
  readonly directory: string;
  readonly nodes?: number;
  readonly controllers?: number;
  readonly coordinators?: number;
  /** None by default. */
  readonly gateways?: number;
  /** A Redis that runs already; without it the cluster starts its own. */
  readonly redisUrl?: string;
  readonly logLevel?: string;
  /** Flags of Node itself for the services, such as `--cpu-prof`. */
  readonly nodeArgs?: readonly string[];
  /** Further flags of every service. */
  readonly serviceArgs?: readonly string[];
  /** How the harness itself calls a service; in plain text and as nobody by default. */
  readonly calls?: ChannelPoolOptions;
  /** Further flags of each storage node. */
  readonly storageNodeArgs?: readonly string[];
  /** Further flags of each coordinator. */
  readonly coordinatorArgs?: readonly string[];
  /** Further flags of each gateway. */
  readonly gatewayArgs?: readonly string[];
  /** Whether all connections go through the proxies of `network`; only on Linux. */
  readonly isProxied?: boolean;
  /** Whether storage nodes have external addresses, which are proxies of `network`; only on Linux. */
  readonly hasExternalAddresses?: boolean;
}

/** Where a process listens, and the address that all others are told. */
interface Place {
  readonly port: number;
  readonly address: string;
}

const stopOrder = ['gateway', 'coordinator', 'storage-node', 'controller', 'redis'] as const;
const servicesRoot = join(import.meta.dirname, '..', '..', 'services');

/** The real system on this machine: each service a process of its own, all on 127.0.0.1. */
export class LocalCluster {
  readonly options: LocalClusterOptions;
  readonly members: ClusterMember[] = [];
  /** Decides what reaches whom in a proxied cluster. A process behind a proxy never refuses. */
  readonly network = new ClusterNetwork({ namesByPid: () => this.#namesByPid() });
  #redisUrl = '';
  #controllerList = '';

  constructor(options: LocalClusterOptions) {
    this.options = options;
  }

  /** Chooses ports and starts every process; `whenReady` tells when they have found each other. */
  async start(): Promise<void> {
    mkdirSync(this.options.directory, { recursive: true });
    if (this.members.length === 0) await this.#plan();
    for (const { process } of this.members) process.start();
  }

  /** Any of these addresses starts a client. */
  get bootstrap(): string[] {
    return this.members.filter(({ role }) => role !== 'redis').map(({ address }) => address);
  }

  byRole(role: ClusterRole): ClusterMember[] {
    return this.members.filter((member) => member.role === role);
  }

  /** The storage node of an id: they are numbered from 1. */
  node(nodeId: number): ClusterMember {
    return this.member(`storage-node-${nodeId}`);
  }

  member(name: string): ClusterMember {
    const member = this.members.find((candidate) => candidate.name === name);
    if (member === undefined) throw new Error(`The cluster has no ${name}`);
    return member;
  }

  /**
   * Waits until all storage nodes are alive, all group shards have a coordinator, and all gateways know of
   * it.
   */
  async whenReady(timeoutMs = 30_000): Promise<MetadataSnapshot> {
    const channels = new ChannelPool(this.options.calls);
    try {
      return await eventually(() => this.#readySnapshot(channels), {
        timeoutMs,
        what: `The cluster under ${this.options.directory}`,
      });
    } finally {
      channels.close();
    }
  }

  /** Stops every process that runs, each before those that it says goodbye to. */
  async stop(): Promise<void> {
    this.network.heal();
    for (const role of stopOrder) {
      await Promise.all(this.byRole(role).map(({ process }) => process.stop()));
    }
  }

  /** Kills every process at once, as a power cut of the machine's processes would. */
  async killAll(): Promise<void> {
    for (const { process } of this.members) process.signal('SIGKILL');
    await Promise.all(this.members.map(({ process }) => process.exited()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.network[Symbol.asyncDispose]();
  }

  /** Starts one more storage node, which has no partitions yet. */
  async addNode(): Promise<{ readonly nodeId: number }> {
    const nodeId = this.byRole('storage-node').length + 1;
    await this.#planNode(nodeId);
    this.node(nodeId).process.start();
    return { nodeId };
  }

  async #readySnapshot(channels: ChannelPool): Promise<MetadataSnapshot | undefined> {
    for (const { process } of this.members) {
      if (!process.isRunning) throw new Error(`${process.name} ended:\n${process.logTail()}`);
    }
    const address = this.byRole('controller')[0]?.address ?? '';
    const snapshot = await getSnapshot(channels, address);
    if (snapshot === null) return undefined;

    const alive = snapshot.nodes.filter(({ state }) => state === 'NODE_STATE_ALIVE').length;
    const shards = snapshot.coordinators.flatMap((coordinator) => coordinator.shards).length;
    const isReady =
      alive === this.byRole('storage-node').length &&
      snapshot.coordinators.length === this.byRole('coordinator').length &&
      shards === snapshot.groupShards;
    if (!isReady) return undefined;
    return (await this.#areGatewaysAt(snapshot, channels)) ? snapshot : undefined;
  }

  /** Whether every gateway knows at least this. */
  async #areGatewaysAt({ version }: MetadataSnapshot, channels: ChannelPool): Promise<boolean> {
    const known = await Promise.all(
      this.byRole('gateway').map(({ address }) => getSnapshot(channels, address)),
    );
    return known.every((snapshot) => (snapshot?.version ?? -1) >= version);
  }

  async #plan(): Promise<void> {
    const { nodes = 3, controllers = 2, coordinators = 2, gateways = 0, redisUrl } = this.options;
    if (redisUrl === undefined) await this.#planRedis();
    else this.#redisUrl = redisUrl;

    await this.#planControllers(controllers);
    for (let nodeId = 1; nodeId <= nodes; nodeId += 1) await this.#planNode(nodeId);
    for (let index = 1; index <= coordinators; index += 1) {
      const place = await this.#place(`coordinator-${index}`);
      await this.#planService('coordinator', index, place, [
        ...['--coordinator-id', `coordinator-${index}`, '--redis-url', this.#redisUrl],
        ...['--controllers', this.#controllerList],
        ...(this.options.coordinatorArgs ?? []),
      ]);
    }
    for (let index = 1; index <= gateways; index += 1) {
      const place = await this.#place(`gateway-${index}`);
      await this.#planService('gateway', index, place, [
        ...['--controllers', this.#controllerList],
        ...(this.options.gatewayArgs ?? []),
      ]);
    }
  }

  async #planControllers(count: number): Promise<void> {
    const controllerPlaces: Place[] = [];
    for (let index = 1; index <= count; index += 1) {
      controllerPlaces.push(await this.#place(`controller-${index}`));
    }
    this.#controllerList = controllerPlaces.map(({ address }) => address).join(',');
    for (const [index, place] of controllerPlaces.entries()) {
      await this.#planService('controller', index + 1, place, [
        ...['--controller-id', `controller-${index + 1}`, '--redis-url', this.#redisUrl],
      ]);
    }
  }

  async #planNode(nodeId: number): Promise<void> {
    const name = `storage-node-${nodeId}`;
    const dataDir = join(this.options.directory, name);
    const place = await this.#place(name);
    const external =
      this.options.hasExternalAddresses === true
        ? ['--external-address', `127.0.0.1:${await this.network.expose(name, place.port)}`]
        : [];
    await this.#planService('storage-node', nodeId, place, [
      ...external,
      ...['--node-id', `${nodeId}`, '--controllers', this.#controllerList],
      ...['--data-dir', dataDir, '--host', `local-${nodeId}`],
      ...(this.options.storageNodeArgs ?? []),
    ]);
  }

  /** A free port, and a proxy in front of it in a proxied cluster. */
  async #place(name: string): Promise<Place> {
    const port = await freePort();
    const isProxied = this.options.isProxied === true;
    const reachedAt = isProxied ? await this.network.expose(name, port) : port;
    return { port, address: `127.0.0.1:${reachedAt}` };
  }

  async #planRedis(): Promise<void> {
    const { port, address } = await this.#place('redis');
    const dataDir = join(this.options.directory, 'redis');
    this.#redisUrl = `redis://${address}`;
    this.members.push({
      role: 'redis',
      name: 'redis',
      address: `127.0.0.1:${port}`,
      dataDir,
      process: createRedisProcess({
        port,
        directory: this.options.directory,
        logFile: this.#logFile('redis'),
      }),
    });
  }

  async #planService(
    role: Exclude<ClusterRole, 'redis'>,
    index: number,
    place: Place,
    args: readonly string[],
  ): Promise<void> {
    const name = `${role}-${index}`;
    const dataDir = role === 'storage-node' ? join(this.options.directory, name) : undefined;
    const opsPort = await freePort();
    const child = new ChildProcess({
      name,
      command: process.execPath,
      logFile: this.#logFile(name),
      args: [
        ...scriptArgs(join(servicesRoot, role, 'src', 'main.ts'), this.options.nodeArgs),
        ...['--port', `${place.port}`, '--ops-port', `${opsPort}`],
        ...(role === 'gateway' ? [] : ['--advertised-address', place.address]),
        ...['--log-level', this.options.logLevel ?? 'info'],
        ...(this.options.serviceArgs ?? []),
        ...args,
      ],
    });
    this.members.push({
      role,
      name,
      address: place.address,
      opsAddress: `127.0.0.1:${opsPort}`,
      process: child,
      ...(dataDir === undefined ? undefined : { dataDir }),
    });
  }

  #namesByPid(): ReadonlyMap<number, string> {
    const running = this.members.flatMap(({ name, process }) =>
      process.pid === undefined ? [] : [[process.pid, name] as const],
    );
    return new Map(running);
  }

  #logFile(name: string): string {
    return join(this.options.directory, 'logs', `${name}.log`);
  }
}

async function getSnapshot(
  channels: ChannelPool,
  address: string,
): Promise<MetadataSnapshot | null> {
  const client = channels.client(MetadataService, address);
  const call = { deadlineMs: 1_000 };
  return (await callUnary(client, 'getMetadata', { topics: [] }, call)).snapshot;
}
