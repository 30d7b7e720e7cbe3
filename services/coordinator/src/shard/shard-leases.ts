import { type Clock, invariant, sleep, type Timer, toWeirError, type WeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';
import type { Lease, MetadataStore } from '@weir/store';
import { shardShare } from './shard-share.ts';

const presencePrefix = 'coordinator/';
const shardPrefix = 'shard/';
/** How long a shard may be free without being seen. */
const maxPauseMs = 250;

/** A coordinator that holds a lease. */
export interface LeaseHolder {
  readonly coordinatorId: string;
  readonly address: string;
}

/** What shard leases are made of. */
export interface ShardLeasesOptions {
  readonly store: MetadataStore;
  readonly coordinatorId: string;
  /** `host:port`, told to clients of other coordinators. */
  readonly address: string;
  readonly shardCount: number;
  readonly ttlMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onAcquired: (shard: number, lease: Lease) => void;
  /** The lease is gone; another coordinator may own the shard already. */
  readonly onLost: (shard: number) => void;
  /** The shard is to be given to another coordinator: the lease is released when this resolves. */
  readonly onReleasing: (shard: number) => Promise<void>;
  /** The store was restarted, failed over or restored: it may have lost what was written last. */
  readonly onStoreChanged: () => void;
}

/** A lease with the instant, by the own clock, at which it must be taken for lost. */
interface HeldLease {
  readonly lease: Lease;
  validUntilMs: number;
}

/**
 * Takes and keeps this coordinator's share of the shards, by leases in the metadata store.
 *
 * Invariants:
 *   - A lease counts as held only until its ttl, less a tenth, has passed since before the last
 *     renewal that succeeded was sent.
 *   - Without a presence lease no shard is taken.
 * Tests: `coordinator-shards.test.ts`.
 */
export class ShardLeases {
  readonly #options: ShardLeasesOptions;
  readonly #shards = new Map<number, HeldLease>();
  readonly #stop = new AbortController();
  #presence: HeldLease | undefined;
  #owners = new Map<number, LeaseHolder>();
  #failure: WeirError | undefined;
  #incarnation: string | undefined;
  #expiry: Timer | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: ShardLeasesOptions) {
    this.#options = options;
  }

  /** Why the metadata store did not answer the last time; undefined when it did. */
  get failure(): WeirError | undefined {
    return this.#failure;
  }

  /** Whether this coordinator counts among those that share the shards. */
  get isPresent(): boolean {
    return this.#presence !== undefined && this.#isValid(this.#presence);
  }

  /** Whether the shard is held at this instant. */
  owns(shard: number): boolean {
    const held = this.#shards.get(shard);
    return held !== undefined && this.#isValid(held);
  }

  /** Who held the shard a moment ago; undefined if nobody did, or it was this coordinator. */
  ownerOf(shard: number): LeaseHolder | undefined {
    const owner = this.#owners.get(shard);
    return owner?.coordinatorId === this.#options.coordinatorId ? undefined : owner;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Gives a shard up without being asked to: its lease does not count any more. */
  forfeit(shard: number): void {
    this.#lose(shard);
  }

  /** Hands every shard over and leaves; the others need not wait for the leases to end. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    this.#expiry?.cancel();
    await this.#release([...this.#shards.keys()]);
    if (this.#presence === undefined) return;
    await this.#options.store.releaseLease(this.#presence.lease).catch(() => undefined);
    this.#presence = undefined;
  }

  async #run(): Promise<void> {
    const { ttlMs, clock, logger } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      let isSettled = false;
      try {
        isSettled = await this.#round();
        this.#failure = undefined;
      } catch (error) {
        const isFirst = this.#failure === undefined;
        this.#failure = toWeirError(error);
        if (isFirst) logger.warn({ err: error }, 'Leases cannot be renewed, trying again');
      }
      const isCalm = isSettled || this.#failure !== undefined;
      const pauseMs = Math.min(maxPauseMs, isCalm ? ttlMs / 5 : ttlMs / 20);
      await sleep(clock, pauseMs, signal).catch(() => undefined);
    }
  }

  /** Renews, looks who is there, takes or gives. Returns whether no shard is on its way. */
  async #round(): Promise<boolean> {
    const { store, coordinatorId, shardCount } = this.#options;
    await this.#renew();
    await this.#appear();
    const [present, owned, incarnation] = await Promise.all([
      store.listLeases(presencePrefix),
      store.listLeases(shardPrefix),
      store.incarnation(),
    ]);
    if (this.#stop.signal.aborted) return true;
    this.#noteIncarnation(incarnation);
    this.#owners = new Map(owned.map((lease) => [shardOf(lease), holderOf(lease)]));
    const share = this.isPresent
      ? shardShare(
          coordinatorId,
          present.map((lease) => holderOf(lease).coordinatorId),
          shardCount,
        )
      : 0;
    if (this.#shards.size > share) {
      await this.#release(
        [...this.#shards.keys()].toSorted((a, b) => b - a).slice(0, this.#shards.size - share),
      );
    } else if (this.#shards.size < share) {
      await this.#acquire(share - this.#shards.size);
    }
    return this.isPresent && this.#shards.size === share && this.#owners.size === shardCount;
  }

  #noteIncarnation(incarnation: string): void {
    const before = this.#incarnation;
    this.#incarnation = incarnation;
    if (before !== undefined && before !== incarnation) this.#options.onStoreChanged();
  }

  async #renew(): Promise<void> {
    const { store, ttlMs, clock } = this.#options;
    const shards = [...this.#shards.keys()];
    const held = [
      ...this.#shards.values(),
      ...(this.#presence === undefined ? [] : [this.#presence]),
    ];
    if (held.length === 0) return;
    const sentAtMs = clock.monotonicMs();
    const renewed = await store.renewLeases(
      held.map(({ lease }) => lease),
      ttlMs,
    );
    invariant(renewed.length === held.length, 'the store answers every lease');
    for (const [index, entry] of held.entries()) {
      const shard = shards[index];
      if (renewed[index] === true) entry.validUntilMs = this.#validUntil(sentAtMs);
      else if (shard === undefined) this.#presence = undefined;
      else if (this.#shards.get(shard) === entry) this.#lose(shard);
    }
    this.#watchExpiry();
  }

  /** Takes the presence lease, which makes the others leave a share of the shards. */
  async #appear(): Promise<void> {
    if (this.#presence !== undefined) return;
    const { coordinatorId, logger } = this.#options;
    this.#presence = await this.#take(`${presencePrefix}${coordinatorId}`);
    if (this.#presence === undefined) {
      logger.warn({ coordinatorId }, 'Coordinator id is in use, or was a moment ago; waiting');
    }
  }

  async #acquire(count: number): Promise<void> {
    const { shardCount, coordinatorId } = this.#options;
    const free = Array.from({ length: shardCount }, (_, shard) => shard).filter(
      // What its last process left behind is this coordinator's to take again.
      (shard) => this.ownerOf(shard) === undefined && !this.#shards.has(shard),
    );
    // Two coordinators that come up together begin at opposite ends.
    const ids = [...this.#owners.values()].map((owner) => owner.coordinatorId);
    const isLast = ids.every((id) => id < coordinatorId);
    const wanted = (isLast ? free.toReversed() : free).slice(0, count);
    await Promise.all(
      wanted.map(async (shard) => {
        const held = await this.#take(`${shardPrefix}${shard}`);
        if (held === undefined) return;
        this.#shards.set(shard, held);
        this.#options.onAcquired(shard, held.lease);
      }),
    );
    this.#watchExpiry();
  }

  async #take(name: string): Promise<HeldLease | undefined> {
    const { store, coordinatorId, address, ttlMs, clock } = this.#options;
    const sentAtMs = clock.monotonicMs();
    const request = { holder: coordinatorId, ttlMs, metadata: address };
    const lease = await store.acquireLease(name, request);
    return lease === null ? undefined : { lease, validUntilMs: this.#validUntil(sentAtMs) };
  }

  async #release(shards: readonly number[]): Promise<void> {
    await Promise.all(
      shards.map(async (shard) => {
        const held = this.#shards.get(shard);
        if (held === undefined) return;
        await this.#options.onReleasing(shard);
        if (this.#shards.get(shard) !== held) return;
        this.#shards.delete(shard);
        this.#owners.delete(shard);
        await this.#options.store.releaseLease(held.lease).catch(() => undefined);
      }),
    );
  }

  #lose(shard: number): void {
    if (!this.#shards.delete(shard)) return;
    this.#owners.delete(shard);
    this.#options.onLost(shard);
  }

  #isValid({ validUntilMs }: HeldLease): boolean {
    return this.#options.clock.monotonicMs() < validUntilMs;
  }

  #validUntil(sentAtMs: number): number {
    return sentAtMs + this.#options.ttlMs * 0.9;
  }

  /** A store that hangs renews nothing: what has run out is lost all the same. */
  #watchExpiry(): void {
    this.#expiry?.cancel();
    const { clock } = this.#options;
    const firstMs = Math.min(...[...this.#shards.values()].map(({ validUntilMs }) => validUntilMs));
    if (firstMs === Infinity) return;
    this.#expiry = clock.setTimer(Math.max(1, firstMs - clock.monotonicMs()), () => {
      for (const [shard, held] of this.#shards) if (!this.#isValid(held)) this.#lose(shard);
      if (this.#presence !== undefined && !this.#isValid(this.#presence)) {
        this.#presence = undefined;
      }
      this.#watchExpiry();
    });
  }
}

function shardOf({ name }: Lease): number {
  return Number(name.slice(shardPrefix.length));
}

function holderOf({ holder, metadata }: Lease): LeaseHolder {
  return { coordinatorId: holder, address: metadata };
}
