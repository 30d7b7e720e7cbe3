import { type Timer, toWeirError, WeirError } from '@weir/core';
import type { Cluster } from '../cluster/cluster.ts';
import { AutoCommitter } from './auto-committer.ts';
import type { IterateOptions, PartitionId } from './consumer-options.ts';
import { Fetcher } from './fetcher.ts';
import { type CommitBatch, GivenBatch } from './given-batch.ts';
import { GroupReading } from './group-reading.ts';
import { namedPartitions, type NamedPartitions } from './named-partitions.ts';
import { OffsetCommitter } from './offset-committer.ts';
import { readerError } from './reader-error.ts';
import { PartitionReader, type ReaderPlace } from './partition-reader.ts';
import { PollTimer } from './poll-timer.ts';
import { ReaderSet } from './reader-set.ts';
import { ReaderStarter } from './reader-starter.ts';
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
 * The parts of a consumer put together: readers that the group or the user names, the fetcher that
 * fills them, and the one iteration that empties them.
 *
 * Invariants:
 *   - One iteration at a time, with at most one batch in hand.
 *   - A partition is let go only when its batch in hand is finished, or its time is over.
 */
export class ConsumerCore {
  readonly readers = new ReaderSet();
  readonly committer: OffsetCommitter;
  readonly #options: ConsumerCoreOptions;
  readonly #fetcher: Fetcher;
  readonly #starter: ReaderStarter;
  readonly #auto: AutoCommitter;
  readonly #group: GroupReading | undefined;
  readonly #poll: PollTimer;
  readonly #wakeup = new Wakeup();
  readonly #failures = new Map<PartitionReader, WeirError>();
  readonly #commitBatch: CommitBatch;
  #named: NamedPartitions | undefined;
  #starting: Promise<void> | undefined;
  #iteration: IterateOptions | undefined;
  #inHand: GivenBatch | undefined;
  #handDone: PromiseWithResolvers<void> | undefined;
  #failure: WeirError | undefined;
  #isClosed = false;

  constructor(options: ConsumerCoreOptions) {
    const { cluster, consumer } = options;
    this.#options = options;
    this.#fetcher = this.#makeFetcher();
    this.#starter = this.#makeStarter();
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
    this.#commitBatch = async (reader, offset) => {
      this.requireGroup();
      await this.committer.commit([offset]);
      reader.noteCommitted(offset.offset);
    };
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Begins an iteration; throws `INVALID_REQUEST` while another is under way. */
  beginIteration(options: IterateOptions): void {
    if (this.#iteration !== undefined) {
      throw new WeirError('INVALID_REQUEST', 'The consumer is being iterated already');
    }
    this.#iteration = options;
    options.signal?.addEventListener('abort', this.#notify, { once: true });
    for (const reader of this.readers.all()) reader.endOffset = undefined;
    if (options.untilEnd === true) this.#findEnds(this.readers.all());
  }

  /** Ends the iteration; the batch in hand is not handled. */
  endIteration(): void {
    this.#iteration?.signal?.removeEventListener('abort', this.#notify);
    this.#iteration = undefined;
    const batch = this.#inHand;
    batch?.drop();
    this.#emptyHand(batch);
    this.#poll.asked();
  }

  /** Finishes the batch in hand and waits for the next; undefined when the iteration is over. */
  async nextBatch(): Promise<GivenBatch | undefined> {
    this.#poll.asked();
    this.#finishHand();
    try {
      await this.#start();
      for (;;) {
        if (this.#isOver()) break;
        this.#throwFailure();
        const batch = this.#takeBatch();
        if (batch !== undefined) return batch;
        if (this.#isAtEnd()) break;
        await this.#wakeup.wait();
      }
    } catch (error) {
      this.endIteration();
      throw error;
    }
    this.endIteration();
    return undefined;
  }

  /** Whether the iteration may give more of the batch in hand. */
  mayGoOn(batch: GivenBatch): boolean {
    const isAvailable = batch.isCurrent && !batch.reader.isRevoked;
    return this.#inHand === batch && isAvailable && !this.#isOver();
  }

  /** Moves a reader, or pauses or resumes it: what was read ahead is dropped. */
  restart(reader: PartitionReader): void {
    this.#failures.delete(reader);
    this.#fetcher.restart(reader);
    if (reader.isStarted) this.#fetcher.add(reader);
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
    if (this.#options.consumer.autoCommitIntervalMs > 0)
      await this.#auto.commit(this.readers.all());
    await this.#group?.leave();
    this.#gone(this.readers.all());
    this.#fetcher.close();
  }

  readonly #notify = (): void => {
    this.#wakeup.notify();
  };

  #isOver(): boolean {
    return this.#isClosed || this.#iteration?.signal?.aborted === true;
  }

  async #start(): Promise<void> {
    const { cluster, consumer } = this.#options;
    if (this.#starting !== undefined && this.#group !== undefined) this.#group.join();
    this.#starting ??= (async () => {
      await cluster.connect();
      if (this.#group === undefined) {
        this.#named = await namedPartitions(cluster, consumer, (places) => {
          this.#assign(places);
        });
      } else {
        this.#group.join();
      }
      if (consumer.autoCommitIntervalMs > 0) this.#auto.start();
    })();
    try {
      await this.#starting;
    } catch (error) {
      this.#starting = undefined;
      throw error;
    }
  }

  #assign(places: readonly ReaderPlace[]): void {
    if (this.#isClosed) return;
    const readers = places.map((place) => new PartitionReader(place));
    for (const reader of readers) this.readers.add(reader);
    this.#options.onAssigned(places.map(toPartitionId));
    this.#starter.start(readers);
  }

  #takeBatch(): GivenBatch | undefined {
    for (let reader = this.readers.next(); reader !== undefined; reader = this.readers.next()) {
      const fetched = reader.take();
      if (fetched === undefined) continue;
      try {
        const batch = new GivenBatch(reader, fetched, this.#commitBatch);
        this.#inHand = batch;
        if (this.#group !== undefined) this.#poll.given();
        return batch;
      } catch (error) {
        reader.finish(fetched, reader.seeks);
        reader.dropBuffered();
        this.#fetcher.restart(reader);
        throw readerError(reader, toWeirError(error));
      }
    }
    return undefined;
  }

  #finishHand(): void {
    const batch = this.#inHand;
    if (batch === undefined) return;
    batch.finish();
    this.#emptyHand(batch);
  }

  #emptyHand(batch: GivenBatch | undefined): void {
    this.#inHand = undefined;
    if (batch?.isPartlyGiven === true) {
      batch.reader.dropBuffered();
      this.#fetcher.restart(batch.reader);
    }
    if (batch !== undefined) this.readers.queue(batch.reader);
    this.#handDone?.resolve();
    this.#handDone = undefined;
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
    for (const [reader, error] of this.#failures) {
      this.#failures.delete(reader);
      // Read again, from the same position, if the application goes on.
      this.#fetcher.restart(reader);
      throw error;
    }
  }

  #isAtEnd(): boolean {
    if (this.#iteration?.untilEnd !== true) return false;
    const readers = this.readers.all();
    if (this.#group?.isSettled(readers.length > 0) === false) return false;
    return readers.every((reader) => reader.isAtEnd || reader.isPaused);
  }

  #findEnds(readers: readonly PartitionReader[]): void {
    this.#starter.findEnds(readers);
  }

  async #letGo(readers: readonly PartitionReader[]): Promise<void> {
    const { cluster, consumer } = this.#options;
    for (const reader of readers) {
      this.#fetcher.remove(reader);
      reader.revoke();
    }
    this.#notify();
    if (this.#inHand !== undefined && readers.includes(this.#inHand.reader)) {
      this.#handDone ??= Promise.withResolvers();
      const { promise, resolve } = this.#handDone;
      const timer: Timer = cluster.clock.setTimer(
        consumer.rebalanceTimeoutMs * revokeShare,
        resolve,
      );
      await promise;
      timer.cancel();
    }
    if (consumer.autoCommitIntervalMs > 0) await this.#auto.commit(readers);
  }

  #gone(readers: readonly PartitionReader[]): void {
    if (readers.length === 0) return;
    for (const reader of readers) {
      this.#fetcher.remove(reader);
      reader.close();
      this.readers.remove(reader);
      this.#failures.delete(reader);
    }
    this.#options.onRevoked(readers.map(toPartitionId));
    this.#notify();
  }

  /** Heartbeats go on, but nobody handles: others shall have the partitions. */
  async #leaveAsHung(): Promise<void> {
    const { cluster, consumer } = this.#options;
    const { groupId, maxPollIntervalMs } = consumer;
    cluster.logger.warn({ groupId, maxPollIntervalMs }, 'Left the group: one batch took too long');
    await this.#group?.leave();
  }

  #makeFetcher(): Fetcher {
    const { cluster, consumer } = this.#options;
    return new Fetcher({
      cluster,
      mode: consumer.mode,
      maxBufferedBytes: consumer.maxBufferedBytes,
      onReceived: (reader) => {
        if (this.#inHand?.reader !== reader) this.readers.queue(reader);
        this.#notify();
      },
      onFailed: (reader, error) => {
        this.#onReaderFailed(reader, error);
      },
    });
  }

  #makeStarter(): ReaderStarter {
    const { cluster, consumer } = this.#options;
    return new ReaderStarter({
      cluster,
      groupId: consumer.groupId,
      fromOf: (reader) =>
        consumer.assignment.find(
          ({ topic, partition }) => topic === reader.topic && partition === reader.partition,
        )?.from ?? consumer.from,
      onPositioned: (reader) => {
        this.#fetcher.add(reader);
        if (this.#iteration?.untilEnd === true) this.#findEnds([reader]);
      },
      onEndFound: this.#notify,
      onFailed: (reader, error) => {
        this.#onReaderFailed(reader, error);
      },
    });
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

  #onReaderFailed(reader: PartitionReader, error: WeirError): void {
    const { offsetReset } = this.#options.consumer;
    if (reader.isRevoked) return;
    if (error.code === 'OFFSET_OUT_OF_RANGE' && offsetReset !== 'none') {
      const { topic, partition, fetchOffset } = reader;
      this.#options.cluster.logger.warn(
        { topic, partition, fetchOffset, offsetReset },
        'Out of range',
      );
      this.#starter.reset(reader, offsetReset);
      return;
    }
    this.#failures.set(reader, readerError(reader, error));
    this.#notify();
  }
}

function toPartitionId({ topic, partition }: PartitionId): PartitionId {
  return { topic, partition };
}
