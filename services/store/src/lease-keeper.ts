import type { Clock, Timer } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { Lease, MetadataStore } from './metadata-store.ts';

/** Which lease to keep, and whom to tell. */
export interface LeaseKeeperOptions {
  readonly store: MetadataStore;
  readonly name: string;
  readonly holder: string;
  readonly ttlMs: number;
  /** What others may read in the lease; asked for at each acquisition. */
  readonly metadata: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onAcquired: (lease: Lease) => void;
  readonly onLost: (lease: Lease) => void;
}

/**
 * Acquires a lease when it is free and renews it each third of its time to live.
 *
 * Invariants:
 *   - The lease counts as lost before the store lets anyone else have it: its time runs, on this
 *     process' own clock, from before the call that acquired or renewed it.
 *   - `onAcquired` and `onLost` alternate.
 * Tests: `lease-keeper.test.ts`.
 */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  #lease: Lease | undefined;
  #expiry: Timer | undefined;
  #nextRound: Timer | undefined;
  #round: Promise<void> = Promise.resolve();
  #isStopped = true;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  /** The lease while it is held. */
  get lease(): Lease | undefined {
    return this.#lease;
  }

  start(): void {
    this.#isStopped = false;
    this.#schedule(0);
  }

  /** Stops keeping it and gives it back, so that another may have it at once. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#nextRound?.cancel();
    await this.#round;
    const lease = this.#lease;
    this.#lose();
    if (lease === undefined) return;
    try {
      await this.#options.store.releaseLease(lease);
    } catch (error) {
      this.#options.logger.debug({ err: error, lease: lease.name }, 'Lease not given back');
    }
  }

  #schedule(delayMs: number): void {
    if (this.#isStopped) return;
    this.#nextRound = this.#options.clock.setTimer(delayMs, () => {
      this.#round = this.#run();
    });
  }

  async #run(): Promise<void> {
    const { clock, logger, name, ttlMs } = this.#options;
    const startedMs = clock.monotonicMs();
    try {
      await (this.#lease === undefined ? this.#acquire(startedMs) : this.#renew(startedMs));
    } catch (error) {
      logger.debug({ err: error, lease: name }, 'Lease round failed');
    }
    this.#schedule(Math.max(1, startedMs + ttlMs / 3 - clock.monotonicMs()));
  }

  async #acquire(startedMs: number): Promise<void> {
    const { store, name, holder, ttlMs, metadata } = this.#options;
    const lease = await store.acquireLease(name, { holder, ttlMs, metadata: metadata() });
    if (lease === null) return;
    this.#lease = lease;
    this.#expireAfter(startedMs);
    this.#options.onAcquired(lease);
  }

  async #renew(startedMs: number): Promise<void> {
    const lease = this.#lease;
    if (lease === undefined) return;
    const [isHeld] = await this.#options.store.renewLeases([lease], this.#options.ttlMs);
    if (this.#lease !== lease) return;
    if (isHeld === true) this.#expireAfter(startedMs);
    else this.#lose();
  }

  #expireAfter(startedMs: number): void {
    const { clock, ttlMs } = this.#options;
    this.#expiry?.cancel();
    this.#expiry = clock.setTimer(startedMs + ttlMs - clock.monotonicMs(), () => {
      this.#lose();
    });
  }

  #lose(): void {
    const lease = this.#lease;
    this.#expiry?.cancel();
    if (lease === undefined) return;
    this.#lease = undefined;
    this.#options.onLost(lease);
  }
}
