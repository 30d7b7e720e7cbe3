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

/** Rounds within one time to live: of a holder that renews, of others that try to acquire. */
const renewalsPerTtl = 3;
const attemptsPerTtl = 10;

/**
 * Acquires a lease when it is free, which it looks for each tenth of the time to live, and renews it
 * each third.
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
  #expiresAtMs = 0;
  #nextRound: Timer | undefined;
  #round: Promise<void> = Promise.resolve();
  #isStopped = true;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  /** The lease while it is held; not any more once its time is up, whether `onLost` ran or not. */
  get lease(): Lease | undefined {
    const { clock } = this.#options;
    return clock.monotonicMs() < this.#expiresAtMs ? this.#lease : undefined;
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
    await this.#giveBack();
  }

  /** Gives the lease back and competes for it again only after `pauseMs`. */
  async resign(pauseMs: number): Promise<void> {
    this.#schedule(pauseMs);
    await this.#giveBack();
  }

  async #giveBack(): Promise<void> {
    const lease = this.#lease;
    this.#lose();
    if (lease === undefined) return;
    try {
      await this.#options.store.releaseLease(lease);
    } catch (error) {
      this.#options.logger.debug({ err: error, lease: lease.name }, 'Lease not given back');
    }
  }

  /** The next round; it replaces one that is scheduled. */
  #schedule(delayMs: number): void {
    this.#nextRound?.cancel();
    if (this.#isStopped) return;
    this.#nextRound = this.#options.clock.setTimer(delayMs, () => {
      this.#round = this.#round.then(() => this.#run());
    });
  }

  async #run(): Promise<void> {
    const { clock, logger, name, ttlMs } = this.#options;
    const startedMs = clock.monotonicMs();
    const scheduled = this.#nextRound;
    try {
      await (this.#lease === undefined ? this.#acquire(startedMs) : this.#renew(startedMs));
    } catch (error) {
      logger.debug({ err: error, lease: name }, 'Lease round failed');
    }
    // Whoever resigned meanwhile has said when to go on.
    if (this.#nextRound !== scheduled) return;
    const roundsPerTtl = this.#lease === undefined ? attemptsPerTtl : renewalsPerTtl;
    this.#schedule(Math.max(1, startedMs + ttlMs / roundsPerTtl - clock.monotonicMs()));
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
    this.#expiresAtMs = startedMs + ttlMs;
    this.#expiry = clock.setTimer(this.#expiresAtMs - clock.monotonicMs(), () => {
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
