import { invariant, InvariantViolation, type Offset, type WeirError } from '@weir/core';

import { toStorageError } from '../database/storage-error.ts';
import type { LeaderEpochCache } from '../log/leader-epoch-cache.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import type { Replica } from '../replication/replica.ts';
import type {
  DurableEffect,
  ImmediateEffect,
  ReplicaEffect,
} from '../replication/replica-effect.ts';
import type { LogBounds } from '../replication/replica-state.ts';
import type { ReplicaFacts, ReplicaKey, ReplicaMetadata, ReplicaStore } from './replica-store.ts';

/** What a driver works with. */
export interface ReplicaDriverOptions {
  readonly key: ReplicaKey;
  readonly replica: Replica;
  readonly log: PartitionLog;
  readonly store: ReplicaStore;
  readonly directoryId: string;
  /** Carries out what is no disk work. */
  readonly carryOut: (effect: ImmediateEffect) => void;
  /** Disk work is done: what is durable of the replica may be other than before. */
  readonly onDurable: () => void;
  /** A rule of the protocol does not hold: a bug. The replica must stop. */
  readonly onBroken: (error: unknown) => void;
}

/**
 * Carries out the effects of one replica's core, in order, and tells it when disk work is done.
 *
 * Invariants:
 *   - Effects are carried out in the order in which the core asked for them, never one within another.
 *   - What the database holds of a replica is written whole: facts, then nothing older over them.
 * Tests: `storage-node.test.ts`.
 */
export class ReplicaDriver {
  readonly #options: ReplicaDriverOptions;
  readonly #queue: ReplicaEffect[] = [];
  #isRunning = false;
  #isStopped = false;
  #facts: ReplicaFacts;
  #otherLogWork: Promise<unknown> = Promise.resolve();
  #settled: (() => void)[] = [];

  constructor(options: ReplicaDriverOptions) {
    this.#options = options;
    const { vote, isClean, isDirty } = options.replica.state;
    this.#facts = { vote, isClean, isDirty };
  }

  get replica(): Replica {
    return this.#options.replica;
  }

  /** Carries out what an event of the core has led to. */
  run(effects: readonly ReplicaEffect[]): void {
    if (effects.length === 0 || this.#isStopped) return;
    this.#queue.push(...effects);
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      this.#drain();
    } catch (error) {
      this.#break(error);
    }
    this.#isRunning = false;
  }

  /** Log work beside the core's own, which a promise must wait for (2.3). */
  async withLog(work: () => Promise<unknown>): Promise<void> {
    const done = work();
    this.#otherLogWork = Promise.allSettled([this.#otherLogWork, done]);
    try {
      await done;
    } finally {
      this.replica.logChanged(this.bounds());
    }
  }

  /** Resolves when no disk work is under way. */
  async whenSettled(): Promise<void> {
    if (this.replica.isSettled || this.#isStopped) return;
    await new Promise<void>((resolve) => this.#settled.push(resolve));
  }

  /** Carries out nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#queue.length = 0;
    this.#wakeSettled();
  }

  /** Where the log begins and ends now. A damaged log counts as empty. */
  bounds(): LogBounds {
    return boundsOf(this.#options.log);
  }

  #drain(): void {
    for (let effect = this.#queue.shift(); effect !== undefined; effect = this.#queue.shift()) {
      switch (effect.kind) {
        case 'settleLog':
        case 'saveVote':
        case 'saveClean':
        case 'saveDirty':
        case 'saveConfigs':
        case 'truncateLog':
        case 'resetLog':
        case 'truncateEpochs':
        case 'appendEpoch':
        case 'dropOldestEpochs':
        case 'flushLog':
          void this.#performAndTell(effect);
          break;
        default:
          this.#options.carryOut(effect);
      }
    }
    if (this.replica.isSettled) this.#wakeSettled();
  }

  async #performAndTell(effect: DurableEffect): Promise<void> {
    let error: WeirError | undefined;
    try {
      await this.#perform(effect);
    } catch (cause) {
      if (cause instanceof InvariantViolation) {
        this.#break(cause);
        return;
      }
      error = toStorageError('Disk work of a replica', cause);
    }
    if (this.#isStopped) return;
    try {
      const bounds = this.bounds();
      this.run(
        error === undefined ? this.replica.completed(bounds) : this.replica.failed(error, bounds),
      );
      this.#options.onDurable();
    } catch (cause) {
      this.#break(cause);
    }
    if (this.replica.isSettled) this.#wakeSettled();
  }

  async #perform(effect: DurableEffect): Promise<void> {
    const { log } = this.#options;
    switch (effect.kind) {
      case 'settleLog':
        await this.#otherLogWork;
        if (log.state === 'open') await log.settle();
        return;
      case 'truncateLog':
        return log.truncate(effect.logEndOffset);
      case 'resetLog':
        return log.resetTo(effect.logStartOffset);
      case 'flushLog':
        return log.flush();
      case 'truncateEpochs':
      case 'appendEpoch':
      case 'dropOldestEpochs':
        return changeEpochs(log.epochs, effect);
      default:
        return this.#save(effect);
    }
  }

  async #save(
    effect: Extract<
      DurableEffect,
      { readonly kind: 'saveVote' | 'saveClean' | 'saveDirty' | 'saveConfigs' }
    >,
  ): Promise<void> {
    const { key, store, directoryId } = this.#options;
    switch (effect.kind) {
      case 'saveVote':
        return this.#saveFacts({ vote: effect.vote });
      case 'saveClean':
        return this.#saveFacts({ isClean: effect.isClean });
      case 'saveDirty':
        return this.#saveFacts({ isDirty: effect.isDirty });
      case 'saveConfigs': {
        const metadata: ReplicaMetadata = { configs: effect.configs, directoryId };
        return store.saveMetadata(key, metadata);
      }
    }
  }

  async #saveFacts(change: Partial<ReplicaFacts>): Promise<void> {
    const { key, store } = this.#options;
    this.#facts = { ...this.#facts, ...change };
    await store.saveFacts(key, this.#facts);
  }

  #break(error: unknown): void {
    this.stop();
    this.#options.onBroken(error);
  }

  #wakeSettled(): void {
    const waiting = this.#settled;
    this.#settled = [];
    for (const resolve of waiting) resolve();
  }
}

/** Where a log begins and ends. A damaged one counts as empty: nothing of it is vouched for. */
export function boundsOf(log: PartitionLog): LogBounds {
  if (log.state === 'quarantined') {
    const zero = 0 as Offset;
    return { logStartOffset: zero, appendedOffset: zero, logEndOffset: zero, flushedOffset: zero };
  }
  const { logStartOffset, appendedOffset, logEndOffset, flushedOffset } = log;
  return { logStartOffset, appendedOffset, logEndOffset, flushedOffset };
}

async function changeEpochs(epochs: LeaderEpochCache, effect: DurableEffect): Promise<void> {
  if (effect.kind === 'truncateEpochs') await epochs.truncateToCount(effect.count);
  else if (effect.kind === 'appendEpoch') await epochs.append(effect.entry);
  else if (effect.kind === 'dropOldestEpochs') await epochs.dropOldest(effect.count);
  else invariant(false, 'the list of epochs is appended to or cut');
}
