import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { callUnary, ChannelPool } from '@weir/runtime';
import { type MetadataSnapshot, MetadataService } from '@weir/protos';
import { ChildProcess } from './child-process.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { createRedisProcess } from './redis-process.ts';

/** What a process of the cluster is. */
export type ClusterRole = 'redis' | 'controller' | 'storage-node' | 'coordinator';

/** A process of the cluster with what others need to reach it. */
export interface ClusterMember {
  readonly role: ClusterRole;
  readonly name: string;
  readonly address: string;
  readonly dataDir?: string;
  readonly process: ChildProcess;
}

/** The size of a cluster and where it lives. */
export interface LocalClusterOptions {
  readonly directory: string;
  readonly nodes?: number;
  readonly controllers?: number;
  readonly coordinators?: number;
  /** A Redis that runs already; without it the cluster starts its own. */
  readonly redisUrl?: string;
  readonly logLevel?: string;
  /** Flags of Node itself for the services, such as `--cpu-prof`. */
  readonly nodeArgs?: readonly string[];
  /** Further flags of each storage node. */
  readonly storageNodeArgs?: readonly string[];
}

const servicesRoot = join(import.meta.dirname, '..', '..', 'services');

/** The real system on this machine: each service a process of its own, all on 127.0.0.1. */
export class LocalCluster {
  readonly options: LocalClusterOptions;
  readonly members: ClusterMember[] = [];
  #redisUrl = '';

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

  /** Waits until all storage nodes are alive and all group shards have a coordinator. */
  async whenReady(timeoutMs = 30_000): Promise<MetadataSnapshot> {
    const channels = new ChannelPool();
    try {
      return await eventually(() => this.#readySnapshot(channels), {
        timeoutMs,
        what: `The cluster under ${this.options.directory}`,
      });
    } finally {
      channels.close();
    }
  }

  /** Stops every process that runs, the services before Redis. */
  async stop(): Promise<void> {
    const services = this.members.filter(({ role }) => role !== 'redis');
    await Promise.all(services.map(({ process }) => process.stop()));
    await Promise.all(this.byRole('redis').map(({ process }) => process.stop()));
  }

  /** Kills every process at once, as a power cut of the machine's processes would. */
  async killAll(): Promise<void> {
    for (const { process } of this.members) process.signal('SIGKILL');
    await Promise.all(this.members.map(({ process }) => process.exited()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #readySnapshot(channels: ChannelPool): Promise<MetadataSnapshot | undefined> {
    for (const { process } of this.members) {
      if (!process.isRunning) throw new Error(`${process.name} ended:\n${process.logTail()}`);
    }
    const address = this.byRole('controller')[0]?.address ?? '';
    const response = await callUnary(
      channels.client(MetadataService, address),
      'getMetadata',
      { topics: [] },
      { deadlineMs: 1_000 },
    );
    const snapshot = response.snapshot;
    if (snapshot === null) return undefined;

    const alive = snapshot.nodes.filter(({ state }) => state === 'NODE_STATE_ALIVE').length;
    const shards = snapshot.coordinators.flatMap((coordinator) => coordinator.shards).length;
    const isReady =
      alive === this.byRole('storage-node').length &&
      snapshot.coordinators.length === this.byRole('coordinator').length &&
      shards === snapshot.groupShards;
    return isReady ? snapshot : undefined;
  }

  async #plan(): Promise<void> {
    const { nodes = 3, controllers = 2, coordinators = 2, redisUrl } = this.options;
    if (redisUrl === undefined) await this.#planRedis();
    else this.#redisUrl = redisUrl;

    const controllerPorts = await Promise.all(
      Array.from({ length: controllers }, () => freePort()),
    );
    const controllerList = controllerPorts.map((port) => `127.0.0.1:${port}`).join(',');
    for (const [index, port] of controllerPorts.entries()) {
      await this.#planService('controller', index + 1, port, [
        ...['--controller-id', `controller-${index + 1}`, '--redis-url', this.#redisUrl],
      ]);
    }
    for (let nodeId = 1; nodeId <= nodes; nodeId += 1) {
      const dataDir = join(this.options.directory, `storage-node-${nodeId}`);
      await this.#planService('storage-node', nodeId, await freePort(), [
        ...['--node-id', `${nodeId}`, '--controllers', controllerList, '--data-dir', dataDir],
        ...['--host', `local-${nodeId}`, ...(this.options.storageNodeArgs ?? [])],
      ]);
    }
    for (let index = 1; index <= coordinators; index += 1) {
      await this.#planService('coordinator', index, await freePort(), [
        ...['--coordinator-id', `coordinator-${index}`, '--redis-url', this.#redisUrl],
        ...['--controllers', controllerList],
      ]);
    }
  }

  async #planRedis(): Promise<void> {
    const port = await freePort();
    const dataDir = join(this.options.directory, 'redis');
    this.#redisUrl = `redis://127.0.0.1:${port}`;
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
    port: number,
    args: readonly string[],
  ): Promise<void> {
    const name = `${role}-${index}`;
    const dataDir = role === 'storage-node' ? join(this.options.directory, name) : undefined;
    const child = new ChildProcess({
      name,
      command: process.execPath,
      logFile: this.#logFile(name),
      args: [
        ...(this.options.nodeArgs ?? []),
        join(servicesRoot, role, 'src', 'main.ts'),
        ...['--port', `${port}`, '--ops-port', `${await freePort()}`],
        ...['--log-level', this.options.logLevel ?? 'info'],
        ...args,
      ],
    });
    this.members.push({
      role,
      name,
      address: `127.0.0.1:${port}`,
      process: child,
      ...(dataDir === undefined ? undefined : { dataDir }),
    });
  }

  #logFile(name: string): string {
    return join(this.options.directory, 'logs', `${name}.log`);
  }
}
