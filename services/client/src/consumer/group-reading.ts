import type { AssignedPartition } from '@weir/protos';
import type { Cluster } from '../cluster/cluster.ts';
import { type Timer, WeirError } from '@weir/core';
import { Membership } from './membership.ts';
import type { Interest, MemberIdentity } from './consumer-options.ts';
import type { PartitionReader, ReaderPlace } from './partition-reader.ts';
import type { ResolvedConsumerOptions } from './resolve-consumer-options.ts';
import type { ResumedPartition } from './returning-claim.ts';

/** What a member's partitions need done. */
export interface GroupReadingOptions {
  readonly cluster: Cluster;
  readonly consumer: ResolvedConsumerOptions;
  readonly find: (place: ReaderPlace) => PartitionReader | undefined;
  readonly readers: () => readonly PartitionReader[];
  readonly onAssigned: (places: readonly ReaderPlace[]) => void;
  /** Gives nothing new of these; resolves when nothing of them is in hand, and what was is committed. */
  readonly letGo: (readers: readonly PartitionReader[]) => Promise<void>;
  /** Goes on with these where a returning member stood. */
  readonly onResumed: (partitions: readonly ResumedPartition[]) => void;
  /** The partitions have been let go. */
  readonly onLetGo: (readers: readonly PartitionReader[]) => void;
  /** The partitions are, or may be, others' already. */
  readonly onLost: (readers: readonly PartitionReader[]) => void;
  /** It has a member id that it did not have before. */
  readonly onJoined: () => void;
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
      interest: interestOf(consumer),
      assignor: consumer.assignor,
      rack: consumer.rack,
      sessionTimeoutMs: consumer.sessionTimeoutMs,
      disconnectGraceMs: consumer.disconnectGraceMs,
      rebalanceTimeoutMs: consumer.rebalanceTimeoutMs,
      resume: consumer.resume,
      onJoined: options.onJoined,
      onResumed: options.onResumed,
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
  get identity(): MemberIdentity {
    const identity = this.membership;
    if (identity !== undefined) return identity;
    // Without an id anybody may commit to a group without members: not on behalf of one that was fenced.
    throw new WeirError('UNKNOWN_MEMBER_ID', 'The consumer is not a member of its group now');
  }

  /** As whom the group knows it; undefined while it is no member. */
  get membership(): MemberIdentity | undefined {
    const { memberId, memberEpoch } = this.#membership;
    return memberId === '' ? undefined : { memberId, memberEpoch };
  }

  /** Reads something else from now on. */
  setInterest(interest: Interest): void {
    this.#membership.setInterest(interest);
  }

  /** Ends without leaving the group; the readers are not told. */
  async detach(): Promise<void> {
    await this.#membership.detach();
    this.#settleTimer?.cancel();
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

function interestOf({ topics, topicPattern }: ResolvedConsumerOptions): Interest {
  return topicPattern === '' ? { topics } : { topicPattern };
}
