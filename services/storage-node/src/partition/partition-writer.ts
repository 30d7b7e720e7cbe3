import {
  type Clock,
  type FlushPolicy,
  invariant,
  type Offset,
  stampRecordBatch,
  type TopicConfig,
  WeirError,
} from '@weir/core';

import type { PartitionLog } from '../log/partition-log.ts';
import { CommitWaiters } from '../replication/commit-waiters.ts';
import type { LeaderState } from '../replication/leader-state.ts';
import type { Replica } from '../replication/replica.ts';
import type { ImmediateEffect } from '../replication/replica-effect.ts';
import { checkProducedBatch, type ProducedBatch } from './check-batches.ts';
import { encodeConfigRecord } from './config-record.ts';
import { type ProduceObserver, ProduceTimes } from './produce-times.ts';
import type { ProduceTask } from './produce-task.ts';

/** What appends work with. */
export interface PartitionWriterOptions {
  readonly log: PartitionLog;
  readonly clock: Clock;
  /** The replica that plays the role now. */
  readonly replica: () => Replica;
  readonly config: () => TopicConfig;
  /** Is told how long appends take: then `times` has to be told how far the log is. */
  readonly observer?: ProduceObserver;
  /** The error for a producer that asked a node that does not lead. */
  readonly notLeader: () => WeirError;
  /** Batches were queued. */
  readonly onAppended: () => void;
}

type ControlRecord = Extract<ImmediateEffect, { readonly kind: 'appendControl' }>;

const maxHeldTasks = 10_000;

/**
 * A leader's appends: checks, offsets, idempotence, and who waits for what.
 *
 * Invariants:
 *   - Tasks of a partition are appended in the order in which they came.
 *   - `acks=all` is answered only at a high watermark behind the last record; so is a duplicate.
 *   - Nothing waits beyond its deadline, nor for a leader that leads no more.
 * Tests: `storage-node.test.ts`.
 */
export class PartitionWriter {
  /** Is told first of what the log has written or synced. */
  readonly times: ProduceTimes | undefined;
  readonly #options: PartitionWriterOptions;
  readonly #committed = new CommitWaiters<ProduceTask>();
  readonly #written = new CommitWaiters<ProduceTask>();
  #held: ProduceTask[] = [];
  #isWaitingForLog = false;

  constructor(options: PartitionWriterOptions) {
    const { clock, observer, config } = options;
    this.#options = options;
    const flushPolicy = (): FlushPolicy => config().flushPolicy;
    this.times = observer && new ProduceTimes({ clock, observer, flushPolicy });
  }

  /** How many tasks have no answer yet. */
  get size(): number {
    return this.#committed.size + this.#written.size + this.#held.length;
  }

  /** Appends a task's batches, now or behind those that are held. */
  append(task: ProduceTask): void {
    if (this.#held.length === 0 && !this.#mustHold()) {
      this.#appendNow(task);
    } else if (this.#held.length < maxHeldTasks) {
      this.#held.push(task);
      this.#wakeWhenWritable();
    } else {
      task.fail(
        new WeirError('RESOURCE_EXHAUSTED', `Partition has ${maxHeldTasks} appends waiting`),
      );
    }
  }

  /** Appends a control record of a config; throws as the log does. */
  appendControl({ sets, offset, epoch }: ControlRecord): void {
    const { log, clock } = this.#options;
    log.append([encodeConfigRecord(sets, { offset, epoch, timestampMs: clock.nowMs() })]);
  }

  /** Appends what was held, as far as that is possible now. */
  release(): void {
    while (this.#held.length > 0 && !this.#mustHold()) {
      const task = this.#held.shift();
      if (task !== undefined) this.#appendNow(task);
    }
    this.#wakeWhenWritable();
  }

  /** The high watermark has moved. */
  committed(highWatermark: number): void {
    this.times?.committed(highWatermark);
    finish(this.#committed, highWatermark);
  }

  /** The log has been written up to here. */
  written(logEndOffset: number): void {
    finish(this.#written, logEndOffset);
  }

  /** Fails whatever waits: the role has gone, or the disk is full. */
  failAll(error: WeirError): void {
    this.times?.clear();
    const held = this.#held;
    this.#held = [];
    const waiting = [...this.#committed.takeAll(), ...this.#written.takeAll(), ...held];
    for (const task of waiting) task.fail(error);
  }

  /** Gives up what is overdue. */
  sweep(nowMs: number): void {
    for (const task of this.#committed.takeOverdue(nowMs)) task.fail(this.#overdue());
    for (const task of this.#written.takeOverdue(nowMs)) task.fail(timedOut());
    if (!this.#held.some((task) => task.deadlineAtMs <= nowMs)) return;
    const held = this.#held;
    this.#held = held.filter((task) => task.deadlineAtMs > nowMs);
    for (const task of held) if (task.deadlineAtMs <= nowMs) task.fail(timedOut());
  }

  #mustHold(): boolean {
    const { log } = this.#options;
    return this.#options.replica().isWritingConfig || (log.isSaturated && !log.isStorageFull);
  }

  #wakeWhenWritable(): void {
    const { log } = this.#options;
    if (this.#isWaitingForLog || this.#held.length === 0 || !log.isSaturated) return;
    this.#isWaitingForLog = true;
    void this.#releaseWhenWritable();
  }

  async #releaseWhenWritable(): Promise<void> {
    await this.#options.log.whenWritable();
    this.#isWaitingForLog = false;
    this.release();
  }

  #appendNow(task: ProduceTask): void {
    try {
      const { serving, state } = this.#options.replica();
      if (serving === undefined) throw this.#options.notLeader();
      if (serving.epoch < task.minLeaderEpoch) throw replaced(serving, task);
      if (task.acks === 'all' && !serving.hasEnoughReplicas()) throw notEnough(serving, state);
      this.#appendAll(task, serving);
    } catch (error) {
      task.fail(error);
      return;
    }
    // A duplicate may have been written long ago.
    if (task.endOffset > this.#options.log.logEndOffset) this.times?.queued(task);
    this.#options.onAppended();
    this.#await(task);
  }

  #appendAll(task: ProduceTask, leader: LeaderState): void {
    const { log, clock } = this.#options;
    const config = this.#options.config();
    const nowMs = clock.nowMs();
    if (task.batches.length === 0) throw new WeirError('INVALID_REQUEST', 'There are no batches');
    const batches = task.batches.map((bytes) => checkProducedBatch(bytes, config, nowMs));
    let baseOffset: Offset | undefined;
    let endOffset = 0;
    let byteCount = 0;
    const { appendedOffset } = log;
    for (const batch of batches) {
      const before = log.appendedOffset;
      const offset = this.#appendOrFind(batch, leader, task.expectedProducerOffset);
      if (log.appendedOffset > before) byteCount += batch.bytes.length;
      baseOffset ??= offset;
      endOffset = Math.max(endOffset, offset + batch.header.recordCount);
    }
    invariant(baseOffset !== undefined, 'an append has a first batch');
    const isLogAppendTime = config.messageTimestampType === 'LogAppendTime';
    task.appendedAt(
      {
        baseOffset,
        recordCount: log.appendedOffset - appendedOffset,
        byteCount,
        logAppendTimeMs: isLogAppendTime ? nowMs : 0,
        leaderEpoch: leader.epoch,
        logStartOffset: log.logStartOffset,
      },
      endOffset,
    );
  }

  /** Where the batch stands: at the log's end, or where it was appended before. */
  #appendOrFind(
    { bytes, header }: ProducedBatch,
    leader: LeaderState,
    expectedProducerOffset: number | undefined,
  ): Offset {
    const { log } = this.#options;
    const check = log.checkProducer(header, expectedProducerOffset);
    if (check !== 'append') return check.duplicate;
    const offset = log.appendedOffset;
    stampRecordBatch(bytes, offset, leader.epoch);
    log.append([bytes]);
    return offset;
  }

  #await(task: ProduceTask): void {
    const { replica, log } = this.#options;
    const reached = {
      none: Infinity,
      leader: log.logEndOffset,
      all: replica().state.highWatermark,
    };
    if (reached[task.acks] >= task.endOffset) task.succeed();
    else if (task.acks === 'all') this.#committed.add(task);
    else this.#written.add(task);
  }

  #overdue(): WeirError {
    const { serving, state } = this.#options.replica();
    if (serving === undefined || serving.hasEnoughReplicas()) return timedOut();
    return new WeirError(
      'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
      `Only ${serving.inSyncCount} replicas are in sync, min.insync.replicas is ${minOf(state)}`,
    );
  }
}

function finish(waiters: CommitWaiters<ProduceTask>, reachedOffset: number): void {
  for (
    let task = waiters.takeCommitted(reachedOffset);
    task !== undefined;
    task = waiters.takeCommitted(reachedOffset)
  ) {
    task.succeed();
  }
}

function notEnough(leader: LeaderState, state: Replica['state']): WeirError {
  return new WeirError(
    'NOT_ENOUGH_REPLICAS',
    `Only ${leader.inSyncCount} replicas are in sync, min.insync.replicas is ${minOf(state)}`,
  );
}

function minOf(state: Replica['state']): number {
  return Math.max(...state.config.sets.map((set) => set.minInsyncReplicas));
}

function timedOut(): WeirError {
  return new WeirError('REQUEST_TIMED_OUT', 'Replicas have not acknowledged in time');
}

function replaced({ epoch }: LeaderState, { minLeaderEpoch }: ProduceTask): WeirError {
  return new WeirError(
    'UNKNOWN_LEADER_EPOCH',
    `The leader of epoch ${epoch} was replaced: the producer has an answer of epoch ${minLeaderEpoch}`,
  );
}
