import type { Clock } from '@weir/core';
import type { Usage } from './caller.ts';
import { type QuotaKind, quotaKinds, type QuotaObserver } from './security-metrics.ts';
import type { SecurityView } from './security-view.ts';
import { TokenBucket } from './token-bucket.ts';

/** What quotas are read from, and how time passes. */
export interface QuotasOptions {
  readonly view: SecurityView;
  readonly clock: Clock;
  readonly observer?: QuotaObserver | undefined;
  /** Principals counted at the same time, at most. */
  readonly maxPrincipals?: number;
}

type Buckets = Map<QuotaKind, TokenBucket>;

/** Longest pause that is asked for at once; what is left of a debt is asked for with the next use. */
const maxPauseMs = 60_000;

/** A bucket is full again after a second without use: looking more often finds little. */
const sweepIntervalMs = 1_000;

/**
 * Counts what principals use in this process against their quotas.
 *
 * Bytes are counted when they have been sent or taken, however many: the pause pays for them. Requests
 * alone are not counted while there are too many of them: such a call is refused, not served.
 */
export class Quotas {
  readonly #options: QuotasOptions;
  readonly #maxPrincipals: number;
  readonly #buckets = new Map<string, Buckets>();
  #sweptAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: QuotasOptions) {
    this.#options = options;
    this.#maxPrincipals = options.maxPrincipals ?? 10_000;
  }

  /** How many principals are being counted. */
  get size(): number {
    return this.#buckets.size;
  }

  /**
   * Counts the usage of a principal. Returns how many milliseconds it should pause, 0 for not at all: of the
   * kinds that the usage names, also where it names them with 0 bytes.
   */
  charge(principal: string, usage: Usage): number {
    const quota = this.#options.view.quotaOf(principal);
    if (quota === undefined) return 0;
    const nowMs = this.#options.clock.monotonicMs();
    const { producedBytes, fetchedBytes, requests } = usage;
    const buckets = this.#bucketsOf(principal, nowMs);
    const isRequestAlone = producedBytes === undefined && fetchedBytes === undefined;
    const use = (kind: QuotaKind, perSecond: number, amount: number | undefined): number => {
      if (perSecond <= 0 || amount === undefined) return 0;
      const bucket = bucketOf(buckets, kind, perSecond, nowMs);
      const waitMs = bucket.waitMs(perSecond, nowMs);
      if (kind === 'requests' && isRequestAlone) {
        if (waitMs === 0) bucket.take(amount);
        return waitMs;
      }
      bucket.take(amount);
      return bucket.waitMs(perSecond, nowMs);
    };
    const pauses = {
      produce: use('produce', quota.produceBytesPerSecond, producedBytes),
      fetch: use('fetch', quota.fetchBytesPerSecond, fetchedBytes),
      requests: use('requests', quota.requestsPerSecond, requests),
    };
    return this.#longest(pauses, sumOf(usage) > 0);
  }

  /** Told only when something was used: whoever asks how long is left was told before. */
  #longest(pauses: Readonly<Record<QuotaKind, number>>, isNew: boolean): number {
    let longest: QuotaKind = 'produce';
    for (const kind of quotaKinds) if (pauses[kind] > pauses[longest]) longest = kind;
    const pauseMs = Math.min(maxPauseMs, pauses[longest]);
    if (isNew && pauseMs > 0) this.#options.observer?.throttled(longest, pauseMs);
    return pauseMs;
  }

  #bucketsOf(principal: string, nowMs: number): Buckets {
    const known = this.#buckets.get(principal);
    if (known !== undefined) return known;
    if (this.#buckets.size >= this.#maxPrincipals) this.#forget(nowMs);
    const buckets: Buckets = new Map();
    this.#buckets.set(principal, buckets);
    return buckets;
  }

  /** Forgets those that have been idle; when all are busy, the one that has been counted for longest. */
  #forget(nowMs: number): void {
    if (nowMs - this.#sweptAtMs >= sweepIntervalMs) this.#sweep(nowMs);
    if (this.#buckets.size < this.#maxPrincipals) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }

  #sweep(nowMs: number): void {
    this.#sweptAtMs = nowMs;
    for (const [principal, buckets] of this.#buckets) {
      if ([...buckets.values()].every((bucket) => bucket.isFull(nowMs))) {
        this.#buckets.delete(principal);
      }
    }
  }
}

function bucketOf(
  buckets: Buckets,
  kind: QuotaKind,
  perSecond: number,
  nowMs: number,
): TokenBucket {
  const known = buckets.get(kind);
  if (known !== undefined) return known;
  const bucket = new TokenBucket(perSecond, nowMs);
  buckets.set(kind, bucket);
  return bucket;
}

function sumOf({ producedBytes = 0, fetchedBytes = 0, requests = 0 }: Usage): number {
  return producedBytes + fetchedBytes + requests;
}
