import { type Clock, invariant, sleep } from '@weir/core';
import { type Metrics, setTotal } from '@weir/runtime';
import type { RedisServerInfo } from './redis-server-info.ts';

/** What a watch works with. */
export interface RedisServerWatchOptions {
  /** Asks Redis. */
  readonly serverInfo: () => Promise<RedisServerInfo>;
  /** Whether it is this process that asks: one of the cluster is enough, while there is one. */
  readonly isAsking: () => boolean;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

const intervalMs = 15_000;
/** Who becomes the one to ask need not wait for long. */
const idlePollMs = 1_000;

type Reading = readonly [name: string, help: string, value: (info: RedisServerInfo) => number];

const gauges: readonly Reading[] = [
  ['used_memory_bytes', 'Memory that Redis uses', (info) => info.usedMemoryBytes],
  ['max_memory_bytes', 'Memory that Redis may use; 0: no limit', (info) => info.maxMemoryBytes],
  ['connected_clients', 'Clients of Redis', (info) => info.connectedClients],
  ['connected_replicas', 'Replicas of Redis', (info) => info.connectedReplicas],
  ['is_master', '1 where the Redis in use is a master', (info) => Number(info.isMaster)],
  ['aof_enabled', '1 where Redis keeps an append-only file', (info) => Number(info.isAofEnabled)],
  [
    'aof_last_write_ok',
    '0 where the last write to the append-only file failed',
    (info) => Number(info.wasLastAofWriteOk),
  ],
  [
    'rdb_last_save_timestamp_seconds',
    'Unix time at which Redis last saved a snapshot, or started',
    (info) => info.lastRdbSaveSeconds,
  ],
  ['uptime_seconds', 'For how long Redis has been running', (info) => info.uptimeSeconds],
  [
    'policy_is_noeviction',
    '1 where Redis may not evict what the cluster decided',
    (info) => Number(info.isPolicyNoEviction),
  ],
];

const totals: readonly Reading[] = [
  ['evicted_keys_total', 'Keys that Redis has evicted', (info) => info.evictedKeys],
  [
    'rejected_connections_total',
    'Connections that Redis has refused as there were too many',
    (info) => info.rejectedConnections,
  ],
];

/**
 * Asks Redis every 15 s how it is, and shows the answer as metrics. They are left out where this process
 * is not the one to ask, and while Redis does not answer.
 *
 * Tests: `redis-server-watch.test.ts`, on a real server.
 */
export class RedisServerWatch {
  readonly #options: RedisServerWatchOptions;
  readonly #stop = new AbortController();
  #info: RedisServerInfo | undefined;
  #askAtMs = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;

  constructor(options: RedisServerWatchOptions) {
    this.#options = options;
    const { metrics } = options;
    for (const [name, help, value] of gauges) {
      metrics.gauge({ name: `weir_redis_${name}`, help }, (gauge) => {
        const info = this.#current;
        if (info === undefined) gauge.remove();
        else gauge.set(value(info));
      });
    }
    for (const [name, help, value] of totals) {
      metrics.counter({ name: `weir_redis_${name}`, help }, (counter) => {
        const info = this.#current;
        if (info === undefined) counter.remove();
        else setTotal(counter, value(info));
      });
    }
  }

  start(): void {
    invariant(this.#running === undefined, 'a watch starts once');
    this.#running = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  get #current(): RedisServerInfo | undefined {
    return this.#options.isAsking() ? this.#info : undefined;
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#askIfDue();
      await sleep(clock, idlePollMs, signal).catch(() => undefined);
    }
  }

  async #askIfDue(): Promise<void> {
    const { serverInfo, isAsking, clock } = this.#options;
    if (!isAsking()) {
      this.#info = undefined;
      this.#askAtMs = Number.NEGATIVE_INFINITY;
      return;
    }
    if (clock.monotonicMs() < this.#askAtMs) return;
    try {
      this.#info = await serverInfo();
      this.#askAtMs = clock.monotonicMs() + intervalMs;
    } catch {
      // That Redis does not answer has metrics of its own; it is asked again soon.
      this.#info = undefined;
    }
  }
}
