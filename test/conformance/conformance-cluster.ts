import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Admin, Weir } from '@weir/client';
import { eventually } from '../harness/eventually.ts';
import { type ClusterMember, LocalCluster } from '../harness/local-cluster.ts';
import type { CaseTopic } from './conformance-case.ts';

/** Where the key of the cases has all rights; it has none anywhere else. */
export const allowedPrefix = 'conformance-';
/** A topic that exists, and that the key of the cases may see but neither write nor read. */
export const forbiddenTopic = 'forbidden';

const principal = 'user:conformance';

/** The real cluster that the drivers talk to, through its two gateways. It asks everybody who they are. */
export class ConformanceCluster implements AsyncDisposable {
  readonly #cluster: LocalCluster;
  readonly #weir: Weir;
  #apiKey = '';

  private constructor(cluster: LocalCluster, weir: Weir) {
    this.#cluster = cluster;
    this.#weir = weir;
  }

  /** Starts it under a directory and waits until it is ready. */
  static async start(directory: string): Promise<ConformanceCluster> {
    const adminKey = `weir_admin_${randomBytes(24).toString('hex')}`;
    const adminKeyFile = join(directory, 'admin-keys');
    writeFileSync(adminKeyFile, adminKey, { mode: 0o600 });
    const cluster = new LocalCluster({
      ...{ directory, controllers: 1, coordinators: 1, gateways: 2 },
      serviceArgs: [
        ...['--auth', 'required', '--admin-key-file', adminKeyFile],
        ...['--cluster-secret', randomBytes(24).toString('hex')],
      ],
      calls: { authorization: () => `Bearer ${adminKey}` },
    });
    try {
      await cluster.start();
      await cluster.whenReady(60_000);
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
    // The suite's own client goes past the gateways, which some cases kill.
    const bootstrap = cluster.byRole('controller').map(({ address }) => address);
    const weir = new Weir({ bootstrap, credentials: { apiKey: adminKey } });
    const started = new ConformanceCluster(cluster, weir);
    await started.#admit();
    return started;
  }

  /** The gateways' addresses, in order. */
  get addresses(): readonly string[] {
    return this.#gateways.map(({ address }) => address);
  }

  /** The key of a principal that may do everything with the topics and groups of the cases. */
  get apiKey(): string {
    return this.#apiKey;
  }

  get #admin(): Admin {
    return this.#weir.admin();
  }

  get #gateways(): readonly ClusterMember[] {
    return this.#cluster.byRole('gateway');
  }

  /** Resolves when all partitions have leaders. */
  async createTopic(
    name: string,
    { partitions, replicationFactor, configs }: CaseTopic,
  ): Promise<void> {
    await this.#admin.createTopic({
      name,
      ...(partitions === undefined ? undefined : { partitions }),
      ...(replicationFactor === undefined ? undefined : { replicationFactor }),
      ...(configs === undefined ? undefined : { configs }),
    });
  }

  /** Kills the gateway of a number from 1. */
  async killGateway(number: number): Promise<void> {
    await this.#gateway(number).process.kill();
  }

  /** Starts it again, if it does not run, and waits until it answers. */
  async startGateway(number: number): Promise<void> {
    const { process, address } = this.#gateway(number);
    if (process.isRunning) return;
    process.start();
    await eventually(() => isListening(address), {
      timeoutMs: 30_000,
      what: `The gateway ${number}`,
    });
  }

  /** Stops the node that leads the topic's first partition in its tracks: it answers nobody. */
  async pauseLeader(topic: string): Promise<void> {
    (await this.#leader(topic)).process.signal('SIGSTOP');
  }

  /** Lets every paused node go on. */
  resumeLeaders(): void {
    for (const { process } of this.#cluster.byRole('storage-node')) process.signal('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.resumeLeaders();
    await this.#weir.close();
    await this.#cluster[Symbol.asyncDispose]();
  }

  /** Makes the key of the cases, and what it may and may not use. */
  async #admit(): Promise<void> {
    await this.createTopic(forbiddenTopic, {});
    const all = { principal, operation: 'all', patternType: 'prefix' } as const;
    await this.#admin.createAcls([
      { ...all, resourceType: 'topic', resourceName: allowedPrefix },
      { ...all, resourceType: 'group', resourceName: allowedPrefix },
      { principal, operation: 'describe', resourceType: 'topic', resourceName: forbiddenTopic },
      // For a publisher's name.
      { principal, operation: 'write', resourceType: 'cluster' },
    ]);
    this.#apiKey = (await this.#admin.createApiKey({ principal })).secret;
  }

  async #leader(topic: string): Promise<ClusterMember> {
    const described = await this.#admin.describeTopic(topic);
    return this.#cluster.node(described.topic.partitions[0]?.leader ?? 0);
  }

  #gateway(number: number): ClusterMember {
    return this.#cluster.member(`gateway-${number}`);
  }
}

/** A gateway listens once it has found the cluster. */
async function isListening(address: string): Promise<boolean> {
  const [host = '', port] = address.split(':');
  const socket = connect(Number(port), host);
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
