import type { Clock, Offset, Timer } from '@weir/core';
import type { Logger } from '@weir/runtime';

import type { Partition } from './partition.ts';
import type { PartitionRegistry } from './partition-registry.ts';
import type { ReplicaKey, ReplicaStore } from './replica-store.ts';

/** What the maintenance of partitions works with. All intervals in milliseconds. */
export interface PartitionMaintenanceOptions {
  readonly registry: PartitionRegistry;
  /** Partitions that this node leads. */
  readonly leading: ReadonlySet<Partition>;
  /** Partitions to which time matters; those to which it does no more are taken out. */
  readonly ticking: Set<Partition>;
  readonly store: ReplicaStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly retentionCheckIntervalMs: number;
  readonly checkpointIntervalMs: number;
}

const tickIntervalMs = 100;
/** Logs that are looked after in one round of retention: of more, each has its turn. */
const maxFileChecks = 500;

/**
 * What happens to partitions by the clock: lagging followers and overdue appends ten times a second
 * where there may be any, checkpoints of high watermarks, retention, a look at whether all files are
 * there. None of it is on the way of a record.
 */
export class PartitionMaintenance implements AsyncDisposable {
  readonly #options: PartitionMaintenanceOptions;
  readonly #timers = new Map<string, Timer>();
  readonly #saved = new Map<Partition, Offset>();
  #uncheckedFiles: Iterator<Partition> | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: PartitionMaintenanceOptions) {
    this.#options = options;
  }

  start(): void {
    const { checkpointIntervalMs, retentionCheckIntervalMs } = this.#options;
    this.#repeat('tick', tickIntervalMs, () => {
      this.#tick();
    });
    this.#repeat('checkpoint', checkpointIntervalMs, () => this.checkpoint());
    this.#repeat('retention', retentionCheckIntervalMs, () => this.#retain());
  }

  /** Saves the high watermarks that have moved. */
  async checkpoint(): Promise<void> {
    const { registry, store, logger } = this.#options;
    const moved: [ReplicaKey, Offset][] = [];
    for (const partition of registry.all()) {
      const { highWatermark } = partition.state;
      if (this.#saved.get(partition) === highWatermark) continue;
      this.#saved.set(partition, highWatermark);
      moved.push([partition.key, highWatermark]);
    }
    this.#forgetClosed();
    if (moved.length === 0) return;
    try {
      await store.saveHighWatermarks(moved);
    } catch (error) {
      this.#saved.clear();
      logger.warn({ err: error }, 'high watermarks could not be saved');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
    await this.#running;
  }

  #tick(): void {
    const nowMs = this.#options.clock.monotonicMs();
    const { ticking } = this.#options;
    for (const partition of ticking) if (!partition.ticker.tick(nowMs)) ticking.delete(partition);
  }

  async #retain(): Promise<void> {
    await this.#checkFiles();
    for (const partition of [...this.#options.leading]) {
      if (this.#isStopped) return;
      try {
        await partition.trimmer.retain();
      } catch (error) {
        this.#options.logger.warn({ ...partition.key, err: error }, 'retention failed');
      }
    }
  }

  /** Files that someone has removed: a log in use notices it too late, when they are closed. */
  async #checkFiles(): Promise<void> {
    for (const partition of this.#takeUnchecked()) {
      if (this.#isStopped) return;
      try {
        await partition.log.checkFiles();
      } catch (error) {
        this.#options.logger.warn({ ...partition.key, err: error }, 'files could not be listed');
      }
    }
  }

  /** Listing a folder is no small thing among thousands of partitions. */
  #takeUnchecked(): Partition[] {
    const taken: Partition[] = [];
    this.#uncheckedFiles ??= this.#options.registry.all()[Symbol.iterator]();
    while (taken.length < maxFileChecks) {
      const next = this.#uncheckedFiles.next();
      if (next.done === true) {
        this.#uncheckedFiles = undefined;
        break;
      }
      taken.push(next.value);
    }
    return taken;
  }

  #forgetClosed(): void {
    if (this.#saved.size <= this.#options.registry.size) return;
    const open = new Set(this.#options.registry.all());
    for (const partition of this.#saved.keys()) {
      if (!open.has(partition)) this.#saved.delete(partition);
    }
  }

  #repeat(name: string, intervalMs: number, work: () => Promise<void> | void): void {
    if (this.#isStopped) return;
    const timer = this.#options.clock.setTimer(intervalMs, () => {
      const done = Promise.resolve(work());
      this.#running = Promise.allSettled([this.#running, done]).then(() => undefined);
      void done.finally(() => {
        this.#repeat(name, intervalMs, work);
      });
    });
    this.#timers.set(name, timer);
  }
}
