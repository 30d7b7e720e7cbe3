import { setTimeout as wait } from 'node:timers/promises';
import type { Contestant, Measurement, Variant } from '../contest/contestant.ts';
import { summarizeIdle, watchIdle } from '../contest/idle-usage.ts';
import type { ServerProcess } from '../contest/process-usage.ts';
import type { LoadSystem, NamedTopic } from '../contests/load-system.ts';

/** How a system is warmed up, and how long it is watched. */
export interface IdleCase extends Variant {
  /** Produced before, 1 KiB each. */
  readonly records: number;
  readonly settleMs: number;
  readonly watchMs: number;
}

const topic: NamedTopic = {
  name: 'idle',
  partitions: 6,
  replicationFactor: 3,
  flush: 'page-cache',
};
const valueBytes = 1024;

/** Any system that is left alone. */
export class IdleContestant implements Contestant<IdleCase> {
  readonly #system: LoadSystem;
  readonly #signal: AbortSignal;

  constructor(system: LoadSystem, signal: AbortSignal) {
    this.#system = system;
    this.#signal = signal;
  }

  get name(): string {
    return this.#system.name;
  }

  async start(): Promise<void> {
    await this.#system.start();
  }

  version(): string {
    return this.#system.version();
  }

  servers(): readonly ServerProcess[] {
    return this.#system.servers(topic);
  }

  async prepare({ records, settleMs }: IdleCase): Promise<void> {
    await this.#system.makeTopic(topic);
    await this.#system.run(topic, { kind: 'produce', records, valueBytes, acks: 'all' });
    await wait(settleMs, undefined, { signal: this.#signal });
  }

  async measure({ watchMs }: IdleCase): Promise<Measurement> {
    const usages = await watchIdle(this.servers(), watchMs, this.#signal);
    return { figures: summarizeIdle(usages) };
  }

  async arrange(): Promise<void> {
    // Nothing is asked of the system.
  }

  async clear(): Promise<void> {
    // Nothing is left.
  }

  async stop(): Promise<void> {
    await this.#system.stop();
  }
}
