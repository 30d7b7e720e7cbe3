import { WeirError } from '@weir/core';
import type { Cluster } from '../cluster/cluster.ts';
import { AutoCommitter } from './auto-committer.ts';
import type { IterateOptions, OffsetToCommit, PartitionId } from './consumer-options.ts';
import type { GivenBatch } from './given-batch.ts';
import { GroupReading } from './group-reading.ts';
import { Hand } from './hand.ts';
import { namedPartitions, type NamedPartitions } from './named-partitions.ts';
import { OffsetCommitter } from './offset-committer.ts';
import type { PartitionReader, ReaderPlace } from './partition-reader.ts';
import { PartitionReading } from './partition-reading.ts';
import { PollTimer } from './poll-timer.ts';
import type { ReaderSet } from './reader-set.ts';
import type { ResolvedConsumerOptions } from './resolve-consumer-options.ts';
import { Wakeup } from './wakeup.ts';

/** What a consumer is made of, and whom its core tells. */
export interface ConsumerCoreOptions {
  readonly cluster: Cluster;
  readonly consumer: ResolvedConsumerOptions;
  readonly onAssigned: (partitions: readonly PartitionId[]) => void;
  readonly onRevoked: (partitions: readonly PartitionId[]) => void;
  readonly onCommitFailed: (error: WeirError) => void;
}

/** So much of the rebalance timeout a handler has to finish with a revoked partition. */
const revokeShare = 0.8;

/**
 * The parts of a consumer put together: partitions that the group or the user names, the reading of
 * them, the one iteration that empties them, and commits.
 *
 * Invariants:
 *   - One iteration at a time, with at most one batch in hand.
 *   - A partition is let go only when its batch in hand is finished, or its time is over.
 */
export class ConsumerCore {
  readonly committer: OffsetCommitter;
  readonly #options: ConsumerCoreOptions;
  readonly #reading: PartitionReading;
  readonly #group: GroupReading | undefined;
  readonly #auto: AutoCommitter;
  readonly #poll: PollTimer;
  readonly #hand: Hand;
  readonly #wakeup = new Wakeup();
  #named: NamedPartitions | undefined;
  #starting: Promise<void> | undefined;
  #iteration: IterateOptions | undefined;
  #failure: WeirError | undefined;
  #isClosed = false;

  constructor(options: ConsumerCoreOptions) {
    const { cluster, consumer } = options;
    this.#options = options;
    this.#hand = new Hand((batch) => {
      this.#reading.putBack(batch);
    });
    this.#reading = new PartitionReading({
      cluster,
      consumer,
      commit: (reader, offset) => this.#commitBatch(reader, offset),
      isInHand: (reader) => this.#hand.holdsOf(reader),
      isUntilEnd: () => this.#iteration?.untilEnd === true,
      onNews: this.#notify,
    });
    this.#group = consumer.kind === 'member' ? this.#makeGroup() : undefined;
    this.committer = new OffsetCommitter({
      cluster,
      groupId: consumer.groupId,
      identity: () => this.#group?.identity ?? { memberId: '', memberEpoch: 0 },
    });
    this.#auto = new AutoCommitter({
      clock: cluster.clock,
      intervalMs: consumer.autoCommitIntervalMs,
      committer: this.committer,
      readers: () => this.readers.all(),
      onFailed: options.onCommitFailed,
    });
    this.#poll = new PollTimer(cluster.clock, consumer.maxPollIntervalMs, () => {
      void this.#leaveAsHung();
    });
  }

  get readers(): ReaderSet {
    return this.#reading.readers;
  }

  /** Begins an iteration; throws `INVALID_REQUEST` while another is under way. */
  beginIteration(options: IterateOptions): void {
    if (this.#iteration !== undefined) {
      throw new WeirError('INVALID_REQUEST', 'The consumer is being iterated already');
    }
    this.#iteration = options;
    options.signal?.addEventListener('abort', this.#notify, { once: true });
    this.#reading.findEnds();
  }

  /** Ends the iteration; what is in hand is not handled. */
  endIteration(): void {
    this.#iteration?.signal?.removeEventListener('abort', this.#notify);
    this.#iteration = undefined;
    this.#hand.drop();
    this.#poll.asked();
  }

  /** Finishes the batch in hand and waits for the next; undefined when the iteration is over. */
  async nextBatch(): Promise<GivenBatch | undefined> {
    this.#poll.asked();
    this.#hand.finish();
    try {
      await this.#start();
      const batch = await this.#waitForBatch();
      if (batch === undefined) this.endIteration();
      return batch;
    } catch (error) {
      this.endIteration();
      throw error;
    }
  }

  /** Whether the iteration may give more of the batch in hand. */
  mayGoOn(batch: GivenBatch): boolean {
    const isAvailable = batch.isCurrent && !batch.reader.isRevoked;
    return this.#hand.holds(batch) && isAvailable && !this.#isOver();
  }

  /** The application has moved, paused or resumed a reader. */
  restart(reader: PartitionReader): void {
    this.#reading.restart(reader);
    this.#notify();
  }

  /** Throws `INVALID_REQUEST` when there is no group to commit for. */
  requireGroup(): void {
    if (this.#options.consumer.groupId !== '') return;
    throw new WeirError('INVALID_REQUEST', 'A consumer without a groupId commits nothing');
  }

  /** Ends the iteration, commits what was handled, and leaves the group. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#notify();
    this.#auto.stop();
    this.#poll.asked();
    this.#named?.stop();
    await this.#autoCommit(this.readers.all());
    await this.#group?.leave();
    this.#gone(this.readers.all());
    this.#reading.close();
  }

  readonly #notify = (): void => {
    this.#wakeup.notify();
  };

  async #waitForBatch(): Promise<GivenBatch | undefined> {
    for (;;) {
      if (this.#isOver()) return undefined;
      if (this.#failure !== undefined) throw this.#failure;
      const batch = this.#reading.next();
      if (batch !== undefined) {
        this.#hand.put(batch);
        if (this.#group !== undefined) this.#poll.given();
        return batch;
      }
      if (this.#isAtEnd()) return undefined;
      await this.#wakeup.wait();
    }
  }

  #isOver(): boolean {
    return this.#isClosed || this.#iteration?.signal?.aborted === true;
  }

  #isAtEnd(): boolean {
    if (this.#iteration?.untilEnd !== true) return false;
    if (this.#group?.isSettled(this.readers.size > 0) === false) return false;
    return this.#reading.isAtEnd();
  }

  async #start(): Promise<void> {
    // One that left the group, as it seemed to hang, is back.
    if (this.#starting !== undefined) this.#group?.join();
    this.#starting ??= this.#startOnce();
    try {
      await this.#starting;
    } catch (error) {
      this.#starting = undefined;
      throw error;
    }
  }

  async #startOnce(): Promise<void> {
    const { cluster, consumer } = this.#options;
    await cluster.connect();
    if (this.#isClosed) return;
    if (consumer.autoCommitIntervalMs > 0) this.#auto.start();
    if (this.#group !== undefined) {
      this.#group.join();
      return;
    }
    this.#named = await namedPartitions(cluster, consumer, (places) => {
      this.#assign(places);
    });
    if (this.#isClosed) this.#named.stop();
  }

  #assign(places: readonly ReaderPlace[]): void {
    if (this.#isClosed) return;
    this.#reading.assign(places);
    this.#options.onAssigned(places.map(toPartitionId));
  }

  async #letGo(readers: readonly PartitionReader[]): Promise<void> {
    const { cluster, consumer } = this.#options;
    this.#reading.revoke(readers);
    this.#notify();
    const limitMs = consumer.rebalanceTimeoutMs * revokeShare;
    await this.#hand.whenFreeOf(readers, cluster.clock, limitMs);
    await this.#autoCommit(readers);
  }

  #gone(readers: readonly PartitionReader[]): void {
    if (readers.length === 0) return;
    this.#reading.remove(readers);
    this.#options.onRevoked(readers.map(toPartitionId));
    this.#notify();
  }

  async #commitBatch(reader: PartitionReader, offset: OffsetToCommit): Promise<void> {
    this.requireGroup();
    await this.committer.commit([offset]);
    reader.noteCommitted(offset.offset);
  }

  async #autoCommit(readers: readonly PartitionReader[]): Promise<void> {
    if (this.#options.consumer.autoCommitIntervalMs > 0) await this.#auto.commit(readers);
  }

  /** Heartbeats go on, but nobody handles: others shall have the partitions. */
  async #leaveAsHung(): Promise<void> {
    const { cluster, consumer } = this.#options;
    const { groupId, maxPollIntervalMs } = consumer;
    cluster.logger.warn({ groupId, maxPollIntervalMs }, 'Left the group: one batch took too long');
    await this.#group?.leave();
  }

  #makeGroup(): GroupReading {
    const { cluster, consumer } = this.#options;
    return new GroupReading({
      cluster,
      consumer,
      find: ({ topic, partition }) => this.readers.get(topic, partition),
      onAssigned: (places) => {
        this.#assign(places);
      },
      letGo: (readers) => this.#letGo(readers),
      onGone: (readers) => {
        this.#gone(readers);
      },
      onSettled: this.#notify,
      onFailed: (error) => {
        this.#failure = error;
        this.#notify();
      },
    });
  }
}

function toPartitionId({ topic, partition }: PartitionId): PartitionId {
  return { topic, partition };
}
