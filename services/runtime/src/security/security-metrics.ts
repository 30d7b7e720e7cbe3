import type { Counter } from 'prom-client';
import type { Metrics } from '../metrics.ts';

/** What a quota is of. */
export const quotaKinds = ['produce', 'fetch', 'requests'] as const;

/** A name of `quotaKinds`. */
export type QuotaKind = (typeof quotaKinds)[number];

/** Told of each pause that a quota asks for. */
export interface QuotaObserver {
  /** A caller was told, or made, to pause for so many milliseconds. */
  throttled(kind: QuotaKind, pauseMs: number): void;
}

/** Told of each time that somebody was not let do something. */
export interface RefusalObserver {
  /** With the code of the error; those that are not about who may do what are left alone. */
  refused(code: string): void;
}

const refusalCodes = [
  'AUTHENTICATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'TOPIC_AUTHORIZATION_FAILED',
] as const;

/** Counts who was refused and who had to wait. */
export class SecurityMetrics implements QuotaObserver, RefusalObserver {
  static readonly #known = new WeakMap<Metrics, SecurityMetrics>();
  readonly #refusals: Counter<'code'>;
  readonly #throttled: Counter<'kind'>;

  private constructor(metrics: Metrics) {
    this.#refusals = metrics.counter({
      name: 'weir_security_refusals_total',
      help: 'Times that somebody could not be identified, or may not do what they asked for',
      labels: ['code'],
    });
    this.#throttled = metrics.counter({
      name: 'weir_quota_throttled_seconds_total',
      help: 'Time that callers above their quota were told, or made, to pause',
      labels: ['kind'],
    });
    for (const code of refusalCodes) this.#refusals.inc({ code }, 0);
    for (const kind of quotaKinds) this.#throttled.inc({ kind }, 0);
  }

  /** Those of a process: all its servers count together. */
  static of(metrics: Metrics): SecurityMetrics {
    const known = SecurityMetrics.#known.get(metrics) ?? new SecurityMetrics(metrics);
    SecurityMetrics.#known.set(metrics, known);
    return known;
  }

  refused(code: string): void {
    if (refusalCodes.some((known) => known === code)) this.#refusals.inc({ code });
  }

  throttled(kind: QuotaKind, pauseMs: number): void {
    this.#throttled.inc({ kind }, pauseMs / 1_000);
  }
}
