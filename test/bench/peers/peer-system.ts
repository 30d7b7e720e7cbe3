import type { ServerProcess } from '../contest/process-usage.ts';
import type { LoadSystem, NamedTopic } from '../contests/load-system.ts';
import type { Load, LoadTopic } from '../contests/load-variant.ts';
import type { LoadReport } from '../load/load-report.ts';
import type { WorkloadOptions } from '../workload.ts';
import type { PeerName } from './peer-name.ts';
import { type PeerCommand, PeerSession } from './peer-session.ts';
import { driverDirectory } from './peers-directory.ts';

/** What the driver says of a cluster that it started. */
interface StartedPeer {
  readonly version: string;
  readonly servers: readonly ServerProcess[];
}

const commandByLoad = {
  produce: 'produce',
  'one-in-flight': 'one_in_flight',
  'end-to-end': 'end_to_end',
  consume: 'consume',
  'group-consume': 'group_consume',
} as const satisfies Record<Load['kind'], string>;

/** A peer in a contest of loads, with the settings and clients of its driver. */
export class PeerSystem implements LoadSystem {
  readonly name: PeerName;
  readonly warmUpSeconds: number;
  readonly #nodes: number;
  readonly #directory: string;
  readonly #signal: AbortSignal;
  #session: PeerSession | undefined;
  /** By whether it syncs: only NATS has two clusters. */
  readonly #started = new Map<boolean, StartedPeer>();

  /** Throws, saying what to do, when there is no driver of it. */
  constructor(name: PeerName, nodes: number, { signal }: WorkloadOptions) {
    this.name = name;
    // A Java client takes that long until its code is compiled; the others have no such need.
    this.warmUpSeconds = name === 'kafka' ? 20 : 5;
    this.#nodes = nodes;
    this.#directory = driverDirectory(name);
    this.#signal = signal;
  }

  async start(): Promise<void> {
    this.#session = new PeerSession(this.name, this.#directory, this.#signal);
    await this.#start(false);
  }

  version(): string {
    return [...this.#started.values()][0]?.version ?? this.name;
  }

  servers(topic: LoadTopic): readonly ServerProcess[] {
    return this.#started.get(this.#isOfSyncingCluster(topic))?.servers ?? [];
  }

  async makeTopic(topic: NamedTopic): Promise<void> {
    await this.#start(this.#isOfSyncingCluster(topic));
    await this.#ask({ do: 'make_topic', ...toArguments(topic) });
  }

  async deleteTopic(topic: NamedTopic): Promise<void> {
    await this.#ask({ do: 'delete_topic', ...toArguments(topic) });
  }

  async run(topic: NamedTopic, load: Load): Promise<LoadReport> {
    const { kind, ...details } = load;
    return this.#ask<LoadReport>({
      ...details,
      ...toArguments(topic),
      do: commandByLoad[kind],
      warmUpSeconds: this.warmUpSeconds,
    });
  }

  async stop(): Promise<void> {
    await this.#session?.[Symbol.asyncDispose]();
  }

  async #ask<Answer>(command: PeerCommand): Promise<Answer> {
    if (this.#session === undefined) throw new Error(`${this.name} has not been started`);
    return this.#session.ask<Answer>(command);
  }

  async #start(fsync: boolean): Promise<void> {
    if (this.#started.has(fsync)) return;
    const command = { do: 'start', nodes: this.#nodes, fsync };
    this.#started.set(fsync, await this.#ask<StartedPeer>(command));
  }

  #isOfSyncingCluster({ flush }: LoadTopic): boolean {
    return this.name === 'nats' && flush === 'fsync';
  }
}

function toArguments({ name, partitions, replicationFactor, flush }: NamedTopic) {
  return { topic: name, partitions, replicationFactor, fsync: flush === 'fsync' };
}
