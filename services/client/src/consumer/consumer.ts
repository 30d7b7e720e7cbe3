import { EventEmitter } from 'node:events';
import { toLeaderEpoch, toOffset, WeirError } from '@weir/core';
import { fetchOffsets } from '../admin/fetch-offsets.ts';
import { listOffsets } from '../admin/partition-calls.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { BatchIterator } from './batch-iterator.ts';
import type { ConsumedBatch } from './consumed-batch.ts';
import type { ConsumedRecord } from './consumed-record.ts';
import { ConsumerCore } from './consumer-core.ts';
import type { CommitOutcome } from './offset-committer.ts';
import type {
  CloseOptions,
  ConsumerOptions,
  Interest,
  IterateOptions,
  MemberIdentity,
  OffsetToCommit,
  PartitionId,
  PartitionOffset,
  SeekTarget,
} from './consumer-options.ts';
import type { ParkingLot } from './parking-lot.ts';
import type { PartitionReader } from './partition-reader.ts';
import type { PositionMove } from './position-policy.ts';
import { RecordIterator } from './record-iterator.ts';
import {
  requireGroup,
  type ResolvedConsumerOptions,
  resolveConsumerOptions,
} from './resolve-consumer-options.ts';
import type { RunOptions } from './run-options.ts';

/** What a consumer tells its listeners. */
export interface ConsumerEvents {
  /** It is a member of its group now; again when it was given up and has joined under another id. */
  joined: [identity: MemberIdentity];
  /** Partitions that it reads from now on. */
  assigned: [partitions: readonly PartitionId[]];
  /** Partitions that were let go: taken away, or at the end. */
  revoked: [partitions: readonly PartitionId[]];
  /** Partitions that are, or may be, another member's already: this one was fenced, cut off, or hung. */
  lost: [partitions: readonly PartitionId[]];
  /** A position was outside its log, and was moved as `offsetReset` says. */
  outOfRange: [move: PositionMove];
  /** Records below a position were lost, and it was moved to where the logs diverge. */
  truncated: [move: PositionMove];
  /** A commit in the background failed; it is tried again with the next one. */
  commitFailed: [error: WeirError];
  /** `onRebalance` threw, or took too long; the iteration or run, if any, ends with it, too. */
  listenerFailed: [thrown: unknown];
}

/** What a consumer shares with others of its client. */
export interface ConsumerContext {
  readonly parking: ParkingLot;
  readonly onClosed: (consumer: Consumer) => void;
}

/**
 * Reads partitions, as a member of a group or those it names.
 *
 * One iteration at a time. Records of one partition come in order of their offsets.
 */
export class Consumer extends EventEmitter<ConsumerEvents> implements AsyncDisposable {
  readonly #cluster: Cluster;
  readonly #options: ResolvedConsumerOptions;
  readonly #core: ConsumerCore;
  readonly #onClosed: (consumer: Consumer) => void;
  #closing: Promise<void> | undefined;

  /** For `Weir.consumer`. */
  constructor(cluster: Cluster, options: ConsumerOptions, { parking, onClosed }: ConsumerContext) {
    super();
    this.#cluster = cluster;
    this.#options = resolveConsumerOptions(options);
    this.#onClosed = onClosed;
    this.#core = new ConsumerCore({
      cluster,
      parking,
      consumer: this.#options,
      onJoined: (identity) => {
        this.emit('joined', identity);
      },
      onAssigned: (partitions) => {
        this.emit('assigned', partitions);
      },
      onRevoked: (partitions) => {
        this.emit('revoked', partitions);
      },
      onLost: (partitions) => {
        this.emit('lost', partitions);
      },
      onMoved: (reason, move) => {
        this.emit(reason, move);
      },
      onCommitFailed: (error) => {
        this.emit('commitFailed', error);
      },
      onListenerFailed: (thrown) => {
        this.emit('listenerFailed', thrown);
      },
    });
  }

  /**
   * The batches of all assigned partitions, each of one partition.
   *
   * A batch counts as handled when the next one is asked for; one that is in hand when the loop is
   * left does not.
   */
  batches(options: IterateOptions = {}): AsyncIterableIterator<ConsumedBatch, undefined> {
    this.#core.delivery.begin(options);
    return new BatchIterator(this.#core.delivery);
  }

  /**
   * The records of all assigned partitions, one by one.
   *
   * A record counts as handled when the next one is asked for; one that is in hand when the loop is
   * left does not.
   */
  records(options: IterateOptions = {}): AsyncIterableIterator<ConsumedRecord, undefined> {
    this.#core.delivery.begin(options);
    return new RecordIterator(this.#core.delivery);
  }

  /**
   * Calls a handler for each record, or batch, of all assigned partitions: several at a time, in order
   * within each partition, or within each key of it.
   *
   * What counts as handled, and so is committed, is a prefix of each partition: a record for which the
   * handler has resolved, as it has for all before it. Ends at the signal, at `close()`, at the end with
   * `untilEnd`, or when a handler rejects: then no handler is started any more, those that run may finish
   * (within 80 % of the rebalance timeout), and the promise resolves, or rejects with the first handler's
   * error. Records that were given and are not handled are given again by the next iteration.
   *
   * A handler that rejects after its `signal` has aborted ends nothing: its record is not handled, and
   * the partition's next member gets it. A handler must not wait for `close()`, which waits for it.
   */
  run(options: RunOptions): Promise<void> {
    return this.#core.delivery.run(options);
  }

  /**
   * Commits offsets, or all that was given so far, what is in hand included; during a `run` all that
   * was handled.
   *
   * Rejects with `FENCED_MEMBER_EPOCH`, `UNKNOWN_MEMBER_ID` or `STALE_MEMBER_EPOCH` for a partition that
   * was taken away: another member reads it again from the last commit.
   */
  async commit(offsets?: readonly OffsetToCommit[]): Promise<void> {
    const outcomes = await this.commitEach(offsets ?? this.#core.given());
    for (const { error } of outcomes) if (error !== undefined) throw error;
  }

  /**
   * Commits offsets, and resolves with what became of each, in their order: one that is refused holds up
   * no other. Rejects when the group refuses all of them, or does not answer.
   */
  async commitEach(offsets: readonly OffsetToCommit[]): Promise<readonly CommitOutcome[]> {
    requireGroup(this.#options);
    for (const { offset } of offsets) toOffset(offset);
    const outcomes = await this.#core.committer.commitEach(offsets);
    for (const { topic, partition, offset, error } of outcomes) {
      if (error === undefined) this.#core.readers.get(topic, partition)?.noteCommitted(offset);
    }
    return outcomes;
  }

  /** As whom its group knows it; undefined while it is no member. */
  membership(): MemberIdentity | undefined {
    return this.#core.membership;
  }

  /**
   * Reads other topics from now on: the group takes away and assigns what that changes.
   *
   * Throws `INVALID_REQUEST` for a consumer that is no group's member.
   */
  setInterest(interest: Interest): void {
    this.#core.setInterest(interest);
  }

  /**
   * Goes on from another offset of an assigned partition; what was read ahead is dropped.
   *
   * Throws `INVALID_REQUEST` for a partition that is not assigned.
   */
  seek({ topic, partition, offset, leaderEpoch }: SeekTarget): void {
    const reader = this.#assigned({ topic, partition });
    reader.seek(
      toOffset(offset),
      leaderEpoch === undefined ? undefined : toLeaderEpoch(leaderEpoch),
    );
    this.#core.restart(reader);
  }

  /** Gives no records of these partitions until `resume`; they stay assigned. */
  pause(partitions: readonly PartitionId[]): void {
    for (const partition of partitions) {
      const reader = this.#assigned(partition);
      reader.isPaused = true;
      if (reader.isStarted) reader.dropBuffered();
      this.#core.restart(reader);
    }
  }

  /** Undoes `pause`. */
  resume(partitions: readonly PartitionId[]): void {
    for (const partition of partitions) {
      const reader = this.#assigned(partition);
      reader.isPaused = false;
      this.#core.restart(reader);
    }
  }

  /** The partitions that it reads now. */
  assignment(): readonly PartitionId[] {
    return this.#core.readers.all().map(({ topic, partition }) => ({ topic, partition }));
  }

  /** The next offset that it will give of an assigned partition; undefined while not known. */
  position({ topic, partition }: PartitionId): number | undefined {
    const reader = this.#core.readers.get(topic, partition);
    return reader?.isStarted === true ? reader.position : undefined;
  }

  /** The offset of the next record to be written that is seen by readers, of these or all assigned partitions. */
  async endOffsets(partitions?: readonly PartitionId[]): Promise<readonly PartitionOffset[]> {
    const queries = (partitions ?? this.assignment()).map(({ topic, partition }) => ({
      topic,
      partition,
      at: 'latest' as const,
    }));
    const listed = await listOffsets(this.#cluster, queries);
    return listed.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
  }

  /** The offsets that the group has committed, of these or all assigned partitions. */
  async committed(partitions?: readonly PartitionId[]): Promise<readonly OffsetToCommit[]> {
    requireGroup(this.#options);
    return fetchOffsets(this.#cluster, this.#options.groupId, {
      partitions: partitions ?? this.assignment(),
    });
  }

  /**
   * Ends the iteration, commits what was handled (with `autoCommit`) and leaves the group, or stays its
   * member for as long as the group waits.
   */
  close({ leave = true }: CloseOptions = {}): Promise<void> {
    this.#closing ??= (leave ? this.#core.close() : this.#core.detach()).finally(() => {
      this.#onClosed(this);
    });
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #assigned({ topic, partition }: PartitionId): PartitionReader {
    const reader = this.#core.readers.get(topic, partition);
    if (reader !== undefined) return reader;
    throw new WeirError('INVALID_REQUEST', `${topic}/${partition} is not assigned now`);
  }
}
