import {
  type CommitPolicy,
  type FlushPolicy,
  invariant,
  type LeaderEpoch,
  type NodeId,
  type Offset,
} from '@weir/core';

import { countUpTo, type EpochEntry, lastEpochOf } from './epoch-history.ts';
import type { ReplicaConfig } from './replica-config.ts';
import type { ReplicaConfigs } from './replica-configs.ts';
import type { DurableEffect, PromiseState, Vote } from './replica-effect.ts';

/** Ends of a log; all exclusive but the start. */
export interface LogBounds {
  readonly logStartOffset: Offset;
  /** Queued: where the next append goes. */
  readonly appendedOffset: Offset;
  /** Written: a process crash keeps it. */
  readonly logEndOffset: Offset;
  /** Known to be on disk. */
  readonly flushedOffset: Offset;
}

/** Topic settings that replication obeys. */
export interface ReplicationSettings {
  /** `fsync` is mode D, `page-cache` mode U (6.1, 6.2). */
  readonly flushPolicy: FlushPolicy;
  readonly commitPolicy: CommitPolicy;
}

/** What a replica has on disk beside its log. */
export interface DurableReplica {
  readonly vote: Vote;
  readonly isClean: boolean;
  /** Whether acknowledged records may be unsynced: mode U, and the boot in which that began is on. */
  readonly isDirty: boolean;
  readonly epochs: readonly EpochEntry[];
  readonly configs: ReplicaConfigs;
  /** Whether the log is damaged and takes nothing before it is reset. Then it counts as empty. */
  readonly isSetAside: boolean;
}

/** What a replica starts from. */
export interface ReplicaOptions {
  readonly nodeId: NodeId;
  /** Fresh at each start of the process. */
  readonly incarnation: string;
  readonly durable: DurableReplica;
  readonly log: LogBounds;
  /** The last one known. */
  readonly highWatermark: Offset;
  readonly settings: ReplicationSettings;
  /** The highest epoch that this process may have led with the same replica before. */
  readonly startedEpoch?: number | undefined;
}

/** The vote of a replica that has never been asked. */
export const noVote: Vote = { epoch: 0 as LeaderEpoch, proposalId: '' };

/** The vote of a replica that cannot know what it promised before: it was not there at the creation. */
export const lostVote: Vote = { ...noVote, isLost: true };

/**
 * What a replica knows of itself (replication, 1): its log's ends, and what is on disk beside the log.
 *
 * Pure data, shared by the role that the replica plays. Durable facts change only through `apply`, once
 * the disk has them; the vote alone is kept from the moment it is given, since it must bar lower epochs
 * at once.
 *
 * Invariants:
 *   - No epoch entry starts above the log end.
 *   - The high watermark never exceeds the log end.
 *   - The vote's epoch only grows.
 * Tests: `replica-follower.test.ts`, `restart.test.ts`.
 */
export class ReplicaState {
  readonly nodeId: NodeId;
  readonly incarnation: string;
  #vote: Vote;
  #isVoteDurable = true;
  #isClean: boolean;
  #isDirty: boolean;
  #epochs: readonly EpochEntry[];
  #configs: ReplicaConfigs;
  #log: { -readonly [Key in keyof LogBounds]: LogBounds[Key] };
  #isSetAside: boolean;
  #highWatermark: Offset;
  #settings: ReplicationSettings;

  constructor(options: ReplicaOptions) {
    this.nodeId = options.nodeId;
    this.incarnation = options.incarnation;
    this.#vote = options.durable.vote;
    this.#isClean = options.durable.isClean;
    this.#isDirty = options.durable.isDirty;
    this.#epochs = options.durable.epochs;
    this.#configs = options.durable.configs;
    this.#isSetAside = options.durable.isSetAside;
    this.#log = { ...options.log };
    this.#highWatermark = Math.min(options.highWatermark, options.log.logEndOffset) as Offset;
    this.#settings = options.settings;
    this.#assertEpochs();
  }

  get vote(): Vote {
    return this.#vote;
  }

  /** Whether the vote would be known after a restart: else nothing may be done in its epoch (6.7). */
  get isVoteDurable(): boolean {
    return this.#isVoteDurable;
  }

  get isClean(): boolean {
    return this.#isClean;
  }

  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** Whether the log is damaged: reset before anything is appended. */
  get isSetAside(): boolean {
    return this.#isSetAside;
  }

  /** The oldest first; a new array after each change. */
  get epochs(): readonly EpochEntry[] {
    return this.#epochs;
  }

  /** Epoch of the last entry, -1 for none. */
  get lastEpoch(): number {
    return lastEpochOf(this.#epochs);
  }

  get configs(): ReplicaConfigs {
    return this.#configs;
  }

  /** The config in force: the latest whose record the log holds, committed or not (8.1). */
  get config(): ReplicaConfig {
    return this.#configs.latestBelow(this.#log.appendedOffset);
  }

  get log(): LogBounds {
    return this.#log;
  }

  /** First offset that is not known to be committed. For consumers and reports only (4.7). */
  get highWatermark(): Offset {
    return this.#highWatermark;
  }

  get settings(): ReplicationSettings {
    return this.#settings;
  }

  /** How far this replica's own copy counts: synced in mode D, written in mode U (6.1). */
  get countedEnd(): Offset {
    return this.#settings.flushPolicy === 'fsync'
      ? this.#log.flushedOffset
      : this.#log.logEndOffset;
  }

  /** What a promise proves (2.3). */
  promiseState(): PromiseState {
    return {
      incarnation: this.incarnation,
      isClean: this.#isClean,
      lastEpoch: this.lastEpoch,
      logEndOffset: this.#log.logEndOffset,
      logStartOffset: this.#log.logStartOffset,
      highWatermark: this.#highWatermark,
      config: this.config,
    };
  }

  /** Gives the vote, in memory: nothing of a lower epoch is accepted from here on. */
  giveVote(vote: Vote): void {
    invariant(vote.epoch > this.#vote.epoch, 'the promised epoch only grows');
    this.#vote = vote;
    this.#isVoteDurable = false;
  }

  configure(settings: ReplicationSettings): void {
    this.#settings = settings;
  }

  setLog(log: LogBounds): void {
    this.#log = { ...log };
    if (this.#highWatermark > log.appendedOffset) this.#highWatermark = log.appendedOffset;
  }

  appended(appendedOffset: Offset): void {
    this.#log.appendedOffset = appendedOffset;
  }

  written(logEndOffset: Offset): void {
    this.#log.logEndOffset = logEndOffset;
  }

  flushed(flushedOffset: Offset): void {
    this.#log.flushedOffset = flushedOffset;
  }

  /** Takes a leader's high watermark where it is news; returns whether it was. */
  raiseHighWatermark(highWatermark: number): boolean {
    const raised = Math.min(highWatermark, this.#log.appendedOffset);
    if (raised <= this.#highWatermark) return false;
    this.#highWatermark = raised as Offset;
    return true;
  }

  /** The disk has it: the state follows. `log` is what the log says now. */
  apply(effect: DurableEffect, log: LogBounds): void {
    this.setLog(log);
    switch (effect.kind) {
      case 'appendEpoch':
        this.#epochs = [...this.#epochs, effect.entry];
        break;
      case 'truncateEpochs':
        this.#epochs = this.#epochs.slice(0, effect.count);
        break;
      case 'dropOldestEpochs':
        this.#epochs = this.#epochs.slice(effect.count);
        break;
      case 'saveClean':
        this.#isClean = effect.isClean;
        break;
      case 'saveDirty':
        this.#isDirty = effect.isDirty;
        break;
      case 'saveConfigs':
        this.#configs = effect.configs;
        break;
      case 'resetLog':
        this.#isSetAside = false;
        break;
      case 'saveVote':
        this.#isVoteDurable = effect.vote === this.#vote;
        break;
      case 'settleLog':
      case 'truncateLog':
      case 'flushLog':
        break;
    }
  }

  #assertEpochs(): void {
    invariant(
      countUpTo(this.#epochs, this.#log.logEndOffset) === this.#epochs.length,
      'no epoch entry starts above the log end',
    );
  }
}
