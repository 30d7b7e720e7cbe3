import type { Counter, HistogramSeries, Metrics } from '@weir/runtime';

/** What is asked of Redis: the names by which its time is told apart. */
export const redisCommands = [
  'acquire-lease',
  'renew-leases',
  'release-lease',
  'list-leases',
  'read',
  'read-all',
  'write',
  'append-to-list',
  'read-list',
  'info',
] as const;

/** One of `redisCommands`. */
export type RedisCommand = (typeof redisCommands)[number];

const failureReasons = ['timeout', 'connection', 'reply'] as const;

/**
 * Why a command failed: no answer in time; no connection, or one that broke; or Redis answered with an
 * error.
 */
export type RedisFailureReason = (typeof failureReasons)[number];

/** What a process measures of its talk with Redis. */
export class RedisMetrics {
  readonly #seconds: ReadonlyMap<RedisCommand, HistogramSeries>;
  readonly #errors: Counter<'reason'>;
  readonly #reconnects: Counter;

  constructor(metrics: Metrics, isConnected: () => boolean) {
    const seconds = metrics.histogram({
      name: 'weir_redis_command_seconds',
      help: 'Time from a command to the answer of Redis, by what was asked',
      labels: ['command'],
      buckets: [0.0002, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
    });
    this.#errors = metrics.counter({
      name: 'weir_redis_errors_total',
      help: 'Commands that failed: timeout, connection, or reply where Redis answered with an error',
      labels: ['reason'],
    });
    for (const reason of failureReasons) this.#errors.inc({ reason }, 0);
    metrics.gauge(
      { name: 'weir_redis_connected', help: '1 while there is a connection to Redis' },
      (gauge) => {
        gauge.set(isConnected() ? 1 : 0);
      },
    );
    this.#reconnects = metrics.counter({
      name: 'weir_redis_reconnects_total',
      help: 'Connections to Redis after the first',
    });
    this.#seconds = new Map(redisCommands.map((command) => [command, seconds.labels({ command })]));
  }

  /** Redis has answered, be it with an error. */
  answered(command: RedisCommand, seconds: number): void {
    this.#seconds.get(command)?.observe(seconds);
  }

  failed(reason: RedisFailureReason): void {
    this.#errors.inc({ reason });
  }

  reconnected(): void {
    this.#reconnects.inc();
  }
}
