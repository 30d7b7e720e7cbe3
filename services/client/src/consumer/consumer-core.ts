import { WeirError } from '@weir/core';
import type { Cluster } from '../cluster/cluster.ts';
import { AutoCommitter } from './auto-committer.ts';
import type { Interest, MemberIdentity, OffsetToCommit, PartitionId } from './consumer-options.ts';
import { Delivery } from './delivery.ts';
import { GroupReading } from './group-reading.ts';
import { ListenerCalls } from './listener-calls.ts';
import { namedPartitions, type NamedPartitions } from './named-partitions.ts';
import { OffsetCommitter } from './offset-committer.ts';
import type { ParkingLot } from './parking-lot.ts';
import type { PartitionReader, ReaderPlace } from './partition-reader.ts';
import { PartitionReading } from './partition-reading.ts';
import type { MoveReason, PositionMove } from './position-policy.ts';
import type { ReaderSet } from './reader-set.ts';
import { requireGroup, type ResolvedConsumerOptions } from './resolve-consumer-options.ts';

/** What a consumer is made of, and whom its core tells. */
export interface ConsumerCoreOptions {
  readonly cluster: Cluster;
  readonly consumer: ResolvedConsumerOptions;
  readonly parking: ParkingLot;
  readonly onJoined: (identity: MemberIdentity) => void;
  readonly onAssigned: (partitions: readonly PartitionId[]) => void;
  readonly onRevoked: (partitions: readonly PartitionId[]) => void;
  readonly onLost: (partitions: readonly PartitionId[]) => void;
  readonly onMoved: (reason: MoveReason, move: PositionMove) => void;
  readonly onCommitFailed: (error: WeirError) => void;
  readonly onListenerFailed: (thrown: unknown) => void;
}

/** A partition, and where to start if that is known already. */
interface StartedPlace extends ReaderPlace {
  readonly offset?: number;
}

/** So much of the rebalance timeout handlers have to finish with a revoked partition. */
const handlerShare = 0.8;
/** So much of it they and the listener have together. */
const listenerShare = 0.9;
/** For the last commit and leaving the group together. */
const closeTimeoutMs = 2_000;

/**
 * The parts of a consumer put together: partitions that the group or the user names, the reading of
 * them, their delivery to the application, and commits.
 *
 * Invariants:
 *   - A partition is let go only when nothing of it is in hand and the listener was told, or the time
 *     for that is over.
 *   - Nothing of a partition is given before the listener was told that it is assigned.
 * Tests: `consumer-rebalance.test.ts`, `consumer-group.test.ts`.
 */
export class ConsumerCore {
  readonly committer: OffsetCommitter;
  readonly delivery: Delivery;
  readonly #options: ConsumerCoreOptions;
  readonly #reading: PartitionReading;
  readonly #group: GroupReading | undefined;
  readonly #auto: AutoCommitter;
  readonly #listener: ListenerCalls;
  /** Readers that the listener was told to be revoked. */
  readonly #told = new WeakSet<PartitionReader>();
  #named: NamedPartitions | undefined;
  #starting: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: ConsumerCoreOptions) {
    const { cluster, consumer, parking } = options;
    this.#options = options;
    this.delivery = this.#makeDelivery();
    this.#reading = new PartitionReading({
      cluster,
      consumer,
      parking,
      commit: (reader, offset) => this.#commitBatch(reader, offset),
      mayTake: (reader) => this.delivery.mayTake(reader),
      isUntilEnd: () => this.delivery.isUntilEnd,
      onNews: this.delivery.notify,
      onMoved: (reason, move) => {
        options.onMoved(reason, move);
        this.delivery.notify();
      },
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
    this.#listener = new ListenerCalls({
      listener: consumer.onRebalance,
      clock: cluster.clock,
      onFailed: (thrown) => {
        options.onListenerFailed(thrown);
        this.delivery.failOnce(thrown);
      },
    });
  }

  get readers(): ReaderSet {
    return this.#reading.readers;
  }

  /** As whom the group knows it; undefined while it is no member. */
  get membership(): MemberIdentity | undefined {
    return this.#group?.membership;
  }

  /** A member reads something else from now on; throws `INVALID_REQUEST` for one that is none. */
  setInterest(interest: Interest): void {
    if (this.#group === undefined) {
      throw new WeirError('INVALID_REQUEST', 'Only a member of a group may change what it reads');
    }
    this.#group.setInterest(interest);
  }

  /** The application has moved, paused or resumed a reader. */
  restart(reader: PartitionReader): void {
    this.#reading.restart(reader);
    this.delivery.refresh(reader);
  }

  /** What counts as given: for handlers of a run, only what they have handled. */
  given(): OffsetToCommit[] {
    const { isRunning } = this.delivery;
    return this.readers.all().flatMap((reader) => {
      const { topic, partition, isStarted, committed } = reader;
      const offset = isRunning ? reader.handled : reader.position;
      const leaderEpoch = isRunning ? reader.handledEpoch : reader.epoch;
      if (!isStarted || offset <= committed) return [];
      return { topic, partition, offset, ...(leaderEpoch === undefined ? {} : { leaderEpoch }) };
    });
  }

  /**
   * Ends the iteration or run, commits what was handled, and leaves the group: a round trip each, none
   * for nothing, and at most 2 s once no handler runs and the listener has returned.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#auto.stop();
    this.#named?.stop();
    await this.delivery.close();
    await this.#tellRevoked(this.readers.all(), this.#listenerLimitMs);
    await this.#lastCommit((limitMs) => this.#group?.leave(limitMs));
    this.#gone(this.readers.all(), this.#options.onRevoked);
    this.#reading.close();
  }

  /** Ends the iteration or run, commits what was handled, and lets the group wait for the member. */
  async detach(): Promise<void> {
    this.#isClosed = true;
    this.#auto.stop();
    await this.delivery.close();
    await this.#lastCommit(() => this.#group?.detach());
    this.#reading.close();
  }

  get #listenerLimitMs(): number {
    return this.#options.consumer.rebalanceTimeoutMs * listenerShare;
  }

  /** Commits what was handled, then ends the membership, in 2 s together. */
  async #lastCommit(end: (limitMs: number) => Promise<void> | undefined): Promise<void> {
    const { clock } = this.#options.cluster;
    const deadlineMs = clock.monotonicMs() + closeTimeoutMs;
    const timer = clock.setTimer(closeTimeoutMs, () => {
      this.committer.close();
    });
    await this.#autoCommit(this.readers.all());
    await this.committer.settled();
    timer.cancel();
    await end(Math.max(1, deadlineMs - clock.monotonicMs()));
  }

  async #start(): Promise<void> {
    // One that left the group, as it seemed to hang, is back.
    if (this.#starting !== undefined) this.#rejoin();
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

  #rejoin(): void {
    if (!this.#isClosed) this.#group?.join();
  }

  #assign(places: readonly StartedPlace[]): void {
    if (this.#isClosed) return;
    const readers = this.#reading.assign(places);
    for (const [index, reader] of readers.entries()) {
      const offset = places[index]?.offset;
      if (offset !== undefined) reader.start(offset);
    }
    const partitions = readers.map(toPartitionId);
    this.#options.onAssigned(partitions);
    if (this.#listener.has('assigned')) void this.#tellAssigned(readers);
    else this.#reading.start(readers);
  }

  async #tellAssigned(readers: readonly PartitionReader[]): Promise<void> {
    await this.#listener.call('assigned', readers.map(toPartitionId), this.#listenerLimitMs);
    this.#reading.start(readers);
  }

  async #letGo(readers: readonly PartitionReader[]): Promise<void> {
    const { cluster, consumer } = this.#options;
    const startedAtMs = cluster.clock.monotonicMs();
    this.#reading.revoke(readers);
    for (const reader of readers) this.delivery.refresh(reader);
    const limitMs = consumer.rebalanceTimeoutMs * handlerShare;
    await this.delivery.hand.whenFreeOf(readers, cluster.clock, limitMs);
    const tookMs = cluster.clock.monotonicMs() - startedAtMs;
    await this.#tellRevoked(readers, this.#listenerLimitMs - tookMs);
    await this.#autoCommit(readers);
  }

  /** Tells the listener once of each that has not been lost. */
  async #tellRevoked(readers: readonly PartitionReader[], limitMs: number): Promise<void> {
    const untold = readers.filter((reader) => !reader.isClosed && !this.#told.has(reader));
    for (const reader of untold) this.#told.add(reader);
    await this.#listener.call('revoked', untold.map(toPartitionId), Math.max(1, limitMs));
  }

  #lost(readers: readonly PartitionReader[]): void {
    const gone = this.#gone(readers, this.#options.onLost);
    void this.#listener.call('lost', gone, this.#listenerLimitMs);
  }

  /** Forgets readers; returns, and tells, those that were not gone before. */
  #gone(
    readers: readonly PartitionReader[],
    tell: (partitions: readonly PartitionId[]) => void,
  ): readonly PartitionId[] {
    const gone = readers.filter((reader) => !reader.isClosed);
    if (gone.length === 0) return [];
    this.#reading.remove(gone);
    for (const reader of gone) this.delivery.refresh(reader);
    this.delivery.hand.recheck();
    const partitions = gone.map(toPartitionId);
    tell(partitions);
    return partitions;
  }

  async #commitBatch(reader: PartitionReader, offset: OffsetToCommit): Promise<void> {
    requireGroup(this.#options.consumer);
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
    cluster.logger.warn({ groupId, maxPollIntervalMs }, 'Left the group: a handler took too long');
    await this.#autoCommit(this.readers.all());
    await this.#group?.leave(closeTimeoutMs);
    this.#lost(this.readers.all());
    this.delivery.notify();
  }

  #makeDelivery(): Delivery {
    const { cluster, consumer } = this.#options;
    return new Delivery({
      clock: cluster.clock,
      reading: () => this.#reading,
      isMember: consumer.kind === 'member',
      groupId: consumer.groupId,
      maxPollIntervalMs: consumer.maxPollIntervalMs,
      settleLimitMs: consumer.rebalanceTimeoutMs * handlerShare,
      start: () => this.#start(),
      rejoin: () => {
        this.#rejoin();
      },
      isSettled: () => this.#group?.isSettled(this.readers.size > 0) !== false,
      onHung: () => {
        void this.#leaveAsHung();
      },
    });
  }

  #makeGroup(): GroupReading {
    const { cluster, consumer } = this.#options;
    return new GroupReading({
      cluster,
      consumer,
      find: ({ topic, partition }) => this.readers.get(topic, partition),
      readers: () => this.readers.all(),
      onAssigned: (places) => {
        this.#assign(places);
      },
      onResumed: (places) => {
        this.#assign(places);
      },
      letGo: (readers) => this.#letGo(readers),
      onLetGo: (readers) => {
        this.#gone(readers, this.#options.onRevoked);
      },
      onLost: (readers) => {
        this.#lost(readers);
      },
      onJoined: () => {
        const identity = this.membership;
        if (identity !== undefined) this.#options.onJoined(identity);
      },
      onSettled: this.delivery.notify,
      onFailed: (error) => {
        this.delivery.fail(error);
      },
    });
  }
}

function toPartitionId({ topic, partition }: PartitionId): PartitionId {
  return { topic, partition };
}
