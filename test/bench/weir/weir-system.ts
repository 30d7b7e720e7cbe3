import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Admin, Weir } from '@weir/client';
import { LocalCluster } from '../../harness/local-cluster.ts';
import { whenInSync } from '../../harness/when-in-sync.ts';
import { weirName } from '../contest/bar.ts';
import type { ServerProcess } from '../contest/process-usage.ts';
import type { LoadSystem, NamedTopic } from '../contests/load-system.ts';
import type { Load } from '../contests/load-variant.ts';
import type { LoadReport } from '../load/load-report.ts';
import type { WorkloadOptions } from '../workload.ts';
import { profileArgs } from './profile-args.ts';
import { LoadProcess } from './load-process.ts';
import { runGroup } from './run-group.ts';
import { serversOf } from './servers-of.ts';
import { weirVersion } from './weir-version.ts';

/** How large the cluster is. */
export interface WeirSize {
  readonly nodes: number;
  readonly gateways: number;
}

/** Weir as `npm run cluster` starts it; its load generators are processes of their own. */
export class WeirSystem implements LoadSystem {
  readonly name = weirName;
  readonly warmUpSeconds = 5;
  readonly #options: WorkloadOptions;
  readonly #nodeArgs: readonly string[];
  readonly #cluster: LocalCluster;
  #weir: Weir | undefined;
  #groups = 0;

  constructor(size: WeirSize, options: WorkloadOptions) {
    this.#options = options;
    this.#nodeArgs = profileArgs(options.profileDirectory);
    const directory = join(options.directory, 'weir');
    this.#cluster = new LocalCluster({ directory, ...size, nodeArgs: this.#nodeArgs });
  }

  async start(): Promise<void> {
    await this.#cluster.start();
    await this.#cluster.whenReady();
    this.#weir = new Weir({ bootstrap: this.#cluster.bootstrap });
  }

  version(): string {
    return weirVersion();
  }

  /** All processes of the cluster, Redis too. */
  servers(): readonly ServerProcess[] {
    return serversOf(this.#cluster);
  }

  async makeTopic({ name, partitions, replicationFactor, flush }: NamedTopic): Promise<void> {
    const minInsyncReplicas = replicationFactor === 3 ? '2' : '1';
    await this.#admin.createTopic({
      name,
      partitions,
      replicationFactor,
      configs: { 'flush.policy': flush, 'min.insync.replicas': minInsyncReplicas },
    });
    await whenInSync(this.#admin, name);
  }

  async deleteTopic({ name }: NamedTopic): Promise<void> {
    await this.#admin.deleteTopic(name);
  }

  async run(topic: NamedTopic, load: Load): Promise<LoadReport> {
    const { signal } = this.#options;
    const { kind, ...details } = load;
    const isByGateway = 'door' in load && load.door === 'gateway';
    const options = {
      ...details,
      bootstrap: isByGateway ? this.#gateways : this.#cluster.bootstrap,
      topic: topic.name,
      partitions: topic.partitions,
      warmUpSeconds: this.warmUpSeconds,
    };
    const before = await this.#countRecords(topic);
    const setting = { nodeArgs: this.#nodeArgs, signal };
    if (load.kind === 'group-consume') {
      this.#groups += 1;
      const groupId = `${topic.name}-${this.#groups}`;
      return runGroup(load.members, { ...options, groupId }, setting);
    }
    const program = isByGateway ? `gateway-${kind}` : kind;
    const report = await new LoadProcess(program, options, setting).report();
    if (load.kind === 'produce') {
      const stored = (await this.#countRecords(topic)) - before;
      if (stored !== load.records) {
        throw new Error(`${topic.name} has ${stored} records of ${load.records} acknowledged ones`);
      }
    }
    return report;
  }

  async stop(): Promise<void> {
    await this.#weir?.close();
    await this.#cluster[Symbol.asyncDispose]();
    // Gigabytes; what is left is the logs.
    for (const { dataDir } of this.#cluster.byRole('storage-node')) {
      if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true });
    }
  }

  get #gateways(): readonly string[] {
    return this.#cluster.byRole('gateway').map(({ address }) => address);
  }

  get #admin(): Admin {
    if (this.#weir === undefined) throw new Error('Weir has not been started');
    return this.#weir.admin();
  }

  async #countRecords({ name, partitions }: NamedTopic): Promise<number> {
    const queries = Array.from({ length: partitions }, (_, partition) => {
      return { topic: name, partition, at: 'latest' } as const;
    });
    const ends = await this.#admin.listOffsets(queries);
    return ends.reduce((total, { offset }) => total + offset, 0);
  }
}
