import type { Clock, WeirError } from '@weir/core';
import type { Logger } from '@weir/runtime';

import { nameOf, type ReplicaKey } from './replica-store.ts';

/**
 * Why a replica is set aside:
 * - `damaged`: its files, or what the database says of it, are not what was written.
 * - `disk_error`: the system refused to write or to sync, or its log does not open.
 * - `disk_full`: there is no room; reads go on.
 * - `database`: the node's database takes no writes, so that no vote can be kept (6.7).
 * - `broken_rule`: a bug; not tried again before the process is started anew.
 */
export const failureKinds = [
  'damaged',
  'disk_error',
  'disk_full',
  'database',
  'broken_rule',
] as const;

/** A name of `failureKinds`. */
export type FailureKind = (typeof failureKinds)[number];

/** What is wrong with a replica. */
export interface ReplicaFailure {
  readonly kind: FailureKind;
  readonly error: WeirError;
}

/** What a replica's health is judged by. */
export interface ReplicaSymptoms {
  readonly failure: ReplicaFailure | undefined;
  readonly isClean: boolean;
  /** Whether it answers promises all the same, as an unclean one. */
  readonly canPromise: boolean;
}

/** A replica that is set aside, as it is reported. */
export interface FailedReplica extends ReplicaKey {
  readonly kind: FailureKind;
  readonly reason: string;
  readonly failedAtMs: number;
  readonly canPromise: boolean;
}

/** How many replicas are in which state. */
export interface HealthCounts {
  readonly online: number;
  readonly recovering: number;
  readonly failed: Readonly<Record<FailureKind, number>>;
}

/** Is told of each change, for metrics. */
export interface HealthObserver {
  replicaFailed(kind: FailureKind): void;
  /** It is online again. */
  replicaHealed(): void;
}

const maxReasons = 100;
const maxReasonLength = 500;

/** `recovering`: it copies what it may have lost from its leader, or waits for one. */
type HealthState = 'online' | 'recovering' | 'failed';

interface Health extends ReplicaSymptoms {
  readonly key: ReplicaKey;
  readonly state: HealthState;
  readonly sinceMs: number;
}

/**
 * How the node's replicas are: one log line and one count for each change.
 *
 * Invariants:
 *   - `failures` has exactly the replicas that are counted as failed.
 * Tests: `replica-health.test.ts`.
 */
export class ReplicaHealth {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #observer: HealthObserver;
  readonly #replicas = new Map<string, Health>();

  constructor(clock: Clock, logger: Logger, observer: HealthObserver) {
    this.#clock = clock;
    this.#logger = logger;
    this.#observer = observer;
  }

  /** Takes down how a replica is now. */
  note(key: ReplicaKey, symptoms: ReplicaSymptoms): void {
    const name = nameOf(key);
    const before = this.#replicas.get(name);
    const state = stateOf(symptoms);
    const isSame = before?.state === state && before.failure?.kind === symptoms.failure?.kind;
    const sinceMs = isSame ? before.sinceMs : this.#clock.nowMs();
    const { topicId, partition } = key;
    const health = { ...symptoms, key: { topicId, partition }, state, sinceMs };
    this.#replicas.set(name, health);
    if (!isSame) this.#tell(health, before);
  }

  /** The replica is no longer here. */
  forget(key: ReplicaKey): void {
    this.#replicas.delete(nameOf(key));
  }

  /** Replicas that are set aside, and why: in words for some only, since there may be thousands. */
  failures(): FailedReplica[] {
    const failures: FailedReplica[] = [];
    for (const { key, failure, sinceMs: failedAtMs, canPromise } of this.#replicas.values()) {
      if (failure === undefined) continue;
      const { kind, error } = failure;
      const reason = failures.length < maxReasons ? error.message.slice(0, maxReasonLength) : '';
      failures.push({ ...key, kind, reason, failedAtMs, canPromise });
    }
    return failures;
  }

  counts(): HealthCounts {
    const failed = { damaged: 0, disk_error: 0, disk_full: 0, database: 0, broken_rule: 0 };
    const counts = { online: 0, recovering: 0 };
    for (const { state, failure } of this.#replicas.values()) {
      if (failure !== undefined) failed[failure.kind] += 1;
      else if (state !== 'failed') counts[state] += 1;
    }
    return { ...counts, failed };
  }

  #tell({ key, state, failure }: Health, before: Health | undefined): void {
    if (failure !== undefined) {
      this.#observer.replicaFailed(failure.kind);
      this.#logger.error(
        { ...key, kind: failure.kind, err: failure.error },
        'replica is set aside',
      );
    } else if (state === 'recovering') {
      this.#logger.info(key, 'replica recovers from its leader');
    } else if (before !== undefined) {
      this.#observer.replicaHealed();
      this.#logger.info(
        { ...key, afterMs: this.#clock.nowMs() - before.sinceMs },
        'replica is online',
      );
    }
  }
}

function stateOf({ failure, isClean }: ReplicaSymptoms): HealthState {
  if (failure !== undefined) return 'failed';
  return isClean ? 'online' : 'recovering';
}
