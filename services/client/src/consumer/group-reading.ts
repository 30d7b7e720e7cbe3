import type { AssignedPartition } from '@weir/protos';
import type { Cluster } from '../cluster/cluster.ts';
import { type Timer, WeirError } from '@weir/core';
import { Membership } from './membership.ts';
import type { PartitionReader, ReaderPlace } from './partition-reader.ts';
import type { ResolvedConsumerOptions } from './resolve-consumer-options.ts';

/** What a member's partitions need done. */
export interface GroupReadingOptions {
  readonly cluster: Cluster;
  readonly consumer: ResolvedConsumerOptions;
  readonly find: (place: ReaderPlace) => PartitionReader | undefined;
  readonly readers: () => readonly PartitionReader[];
  readonly onAssigned: (places: readonly ReaderPlace[]) => void;
  /** Gives nothing new of these; resolves when nothing of them is in hand, and what was is committed. */
  readonly letGo: (readers: readonly PartitionReader[]) => Promise<void>;
  /** The partitions have been let go. */
  readonly onLetGo: (readers: readonly PartitionReader[]) => void;
  /** The partitions are, or may be, others' already. */
  readonly onLost: (readers: readonly PartitionReader[]) => void;
  readonly onSettled: () => void;
  readonly onFailed: (error: WeirError) => void;
}

/** An empty assignment may be about to be filled by a rebalance: so long it does not count. */
const emptyAssignmentMs = 3_000;

/** Makes readers of what the group assigns, and takes them away again. */
export class GroupReading {
  readonly #options: GroupReadingOptions;
  readonly #membership: Membership;
  #settledAtMs: number | undefined;
  #settleTimer: Timer | undefined;

  constructor(options: GroupReadingOptions) {
    const { cluster, consumer } = options;
    this.#options = options;
    this.#membership = new Membership({
      cluster,
      groupId: consumer.groupId,
      instanceId: consumer.instanceId,
      topics: consumer.topics,
      topicPattern: consumer.topicPattern,
      assignor: consumer.assignor,
      rack: consumer.rack,
      sessionTimeoutMs: consumer.sessionTimeoutMs,
      rebalanceTimeoutMs: consumer.rebalanceTimeoutMs,
      onAssigned: options.onAssigned,
      onRevoked: (partitions) => this.#revoke(partitions),
      onLost: (partitions) => {
        options.onLost(this.#readersOf(partitions));
      },
      readers: options.readers,
      onSettled: () => {
        this.#settle();
      },
      onFailed: options.onFailed,
    });
  }

  /** As whom the member commits; throws `UNKNOWN_MEMBER_ID` while it is none. */
  get identity(): { readonly memberId: string; readonly memberEpoch: number } {
    const { memberId, memberEpoch } = this.#membership;
    if (memberId !== '') return { memberId, memberEpoch };
    // Without an id anybody may commit to a group without members: not on behalf of one that was fenced.
    throw new WeirError('UNKNOWN_MEMBER_ID', 'The consumer is not a member of its group now');
  }

  /** Joins, if it is no member now. */
  join(): void {
    if (!this.#membership.isActive) this.#membership.start();
  }

  /** Leaves the group, in `limitMs` at most; the readers are not told. */
  async leave(limitMs: number): Promise<void> {
    this.#settledAtMs = undefined;
    await this.#membership.leave(limitMs);
    this.#settleTimer?.cancel();
  }

  /** Whether an assignment has been carried out that, if empty, has stayed so for some seconds. */
  isSettled(hasReaders: boolean): boolean {
    if (this.#settledAtMs === undefined) return false;
    const ageMs = this.#options.cluster.clock.monotonicMs() - this.#settledAtMs;
    return hasReaders || ageMs >= emptyAssignmentMs;
  }

  async #revoke(partitions: readonly AssignedPartition[]): Promise<void> {
    const readers = this.#readersOf(partitions);
    await this.#options.letGo(readers);
    this.#options.onLetGo(readers);
  }

  #settle(): void {
    const { cluster, onSettled } = this.#options;
    this.#settledAtMs = cluster.clock.monotonicMs();
    onSettled();
    this.#settleTimer?.cancel();
    this.#settleTimer = cluster.clock.setTimer(emptyAssignmentMs, onSettled);
  }

  #readersOf(partitions: readonly AssignedPartition[]): PartitionReader[] {
    return partitions.flatMap((place) => this.#options.find(place) ?? []);
  }
}
