import { WeirError } from '@weir/core';
import type { PartitionKey } from '../topics/partition-key.ts';
import type { TopicCatalog } from '../topics/topic-catalog.ts';
import { fencedError, overdueReason, requireSameInstance } from './fencing.ts';
import type { FenceReason, GroupEffect } from './group-effect.ts';
import type { GroupEvent } from './group-event.ts';
import { GroupMember } from './group-member.ts';
import {
  emptyGroup,
  type GroupSnapshot,
  type SavedGroup,
  withoutConflicts,
} from './group-snapshot.ts';
import { computeTarget, electAssignor } from './group-target.ts';
import { type GroupRecovery, LostMembers } from './lost-members.ts';
import { MemberRoster, unknownMember } from './member-roster.ts';
import { PartitionOwners } from './partition-owners.ts';
import { graceOf, isSameInterest, type Subscription } from './subscription.ts';

/** Limits and delays of a group, the same for all. */
export interface GroupConfig {
  /** A member whose stream broke is fenced after this. */
  readonly disconnectGraceMs: number;
  /** Changes within this time of the last target are answered by one new target. */
  readonly assignmentIntervalMs: number;
  readonly maxMembers: number;
  /** The assignor of a group whose members name none. */
  readonly defaultAssignor: string;
}

/** Members that the store has lost have so many disconnect graces: all come at once, to a busy coordinator. */
const recoveryGraces = 3;

/** As in `weir.v1.GroupState`. */
export type ConsumerGroupState = 'empty' | 'reconciling' | 'stable';

/**
 * A consumer group after KIP-848: one target assignment for each group epoch, towards which every
 * member converges on its own.
 *
 * Pure: events and the monotonic time come in, effects go out as data. An event that is refused
 * throws a `WeirError` and changes nothing.
 *
 * Invariants:
 *   - No partition is owned by two members (`PartitionOwners`).
 *   - The epoch of a member only grows (`GroupMember`), and so does the group's.
 *   - A partition goes to its new owner only after the old one let go, left, or was fenced.
 *   - A member whose partitions stay gets no new epoch and no message.
 * Tests: `consumer-group.test.ts`, `consumer-group-property.test.ts`.
 */
export class ConsumerGroup {
  readonly #config: GroupConfig;
  readonly #roster = new MemberRoster();
  readonly #owners = new PartitionOwners();
  #topics: TopicCatalog;
  #groupEpoch: number;
  #assignor: string;
  #nextJoinNumber: number;
  readonly #lost: LostMembers;
  /** The largest epoch of the members that are gone, as far as is known here. */
  #highestGone = 0;
  /** From when on a stale target may be computed anew. */
  #targetNotBeforeMs = 0;
  #isTargetStale = false;
  /** Whether the target is stale for another reason than a change of topics. */
  #isMembershipChanged = false;
  #effects: GroupEffect[] = [];
  /** Members whose assignment is to be saved and sent when the event is done. */
  readonly #untold = new Set<GroupMember>();

  constructor(
    config: GroupConfig,
    topics: TopicCatalog,
    { snapshot, recovery }: { snapshot?: GroupSnapshot; recovery?: GroupRecovery | undefined } = {},
  ) {
    const { groupEpoch, assignor, nextJoinNumber } = snapshot ?? emptyGroup(config.defaultAssignor);
    this.#config = config;
    this.#topics = topics;
    this.#groupEpoch = groupEpoch;
    this.#assignor = assignor;
    this.#nextJoinNumber = nextJoinNumber;
    this.#lost = new LostMembers(recovery);
  }

  /**
   * A group as its last owner saved it. Its members have their session timeout to come back. Members
   * whose documents claim the same partition, which only a damaged store can hold, are left out.
   */
  static restore(
    config: GroupConfig,
    topics: TopicCatalog,
    saved: SavedGroup,
    nowMs: number,
  ): ConsumerGroup {
    const { recovery } = saved;
    const group = new ConsumerGroup(config, topics, { snapshot: saved.group, recovery });
    if (recovery !== undefined) group.#waitForOthers(nowMs);
    for (const snapshot of withoutConflicts(saved.members)) {
      const member = new GroupMember(snapshot, { owners: group.#owners, nowMs });
      member.aliveUntilMs = nowMs + member.subscription.sessionTimeoutMs;
      group.#roster.admit(member);
    }
    group.#roster.indexTarget();
    group.#isTargetStale = group.#roster.size > 0;
    return group;
  }

  get groupEpoch(): number {
    return this.#groupEpoch;
  }

  /** The largest epoch that the group or any member of it, past ones included, has had. */
  get highestEpoch(): number {
    const epochs = Array.from(this.#roster.values(), ({ epoch }) => epoch);
    return Math.max(this.#groupEpoch, this.#highestGone, ...epochs);
  }

  get assignor(): string {
    return this.#assignor;
  }

  get size(): number {
    return this.#roster.size;
  }

  /** Whether a member that is not known may be one that the store has lost, and come back yet. */
  mayComeBack(memberId: string, memberEpoch: number): boolean {
    return this.#lost.mayComeBack(memberId, memberEpoch);
  }

  /** Whether it is known to have had members, which may come back yet. */
  get isAwaited(): boolean {
    return this.#lost.holdsJoins;
  }

  get state(): ConsumerGroupState {
    if (this.#roster.size === 0) return 'empty';
    if (this.#isTargetStale) return 'reconciling';
    return this.members().every((member) => member.isConverged) ? 'stable' : 'reconciling';
  }

  /** The earliest instant at which a `ticked` event has something to do. */
  get nextDueAtMs(): number | undefined {
    const target = this.#isTargetStale ? this.#targetNotBeforeMs : Infinity;
    let next = Math.min(target, this.#lost.untilMs ?? Infinity);
    for (const member of this.#roster.values()) {
      next = Math.min(next, member.aliveUntilMs, member.revokeDueAtMs ?? Infinity);
    }
    return next === Infinity ? undefined : next;
  }

  /** In the order of joining. */
  members(): GroupMember[] {
    return this.#roster.inJoinOrder();
  }

  member(memberId: string): GroupMember | undefined {
    return this.#roster.get(memberId);
  }

  ownerOf(key: PartitionKey): string | undefined {
    return this.#owners.ownerOf(key);
  }

  snapshot(): GroupSnapshot {
    return {
      groupEpoch: this.#groupEpoch,
      assignor: this.#assignor,
      nextJoinNumber: this.#nextJoinNumber,
    };
  }

  /** Takes an event at a monotonic instant; returns what is to be done, in order. */
  handle(event: GroupEvent, nowMs: number): GroupEffect[] {
    this.#effects = [];
    this.#lost.passTime(nowMs);
    this.#accept(event, nowMs);
    this.#fenceOverdue(nowMs);
    if (this.#isTargetStale && nowMs >= this.#targetNotBeforeMs) this.#moveTarget(nowMs);
    this.#tellAll();
    return this.#effects;
  }

  #accept(event: GroupEvent, nowMs: number): void {
    switch (event.kind) {
      case 'joined':
        this.#join(event.memberId, event.subscription, nowMs);
        break;
      case 'returned':
        this.#return(event, nowMs);
        break;
      case 'resubscribed':
        this.#resubscribe(this.#roster.require(event.memberId), event.subscription, nowMs);
        break;
      case 'owned':
        this.#acknowledge(event, nowMs);
        break;
      case 'heartbeat':
        this.#roster.require(event.memberId).touch(nowMs);
        break;
      case 'left':
        this.#leave(this.#roster.require(event.memberId), nowMs);
        break;
      case 'disconnected':
        this.#disconnect(this.#roster.require(event.memberId), nowMs);
        break;
      case 'topicsChanged':
        this.#topics = event.topics;
        this.#isTargetStale = this.#roster.size > 0;
        break;
      case 'allFenced':
        this.#groupEpoch = this.highestEpoch + 1;
        this.#effects.push({ kind: 'groupChanged' });
        for (const member of this.members()) this.#fence(member, 'reset', nowMs);
        this.#lost.giveUp();
        break;
      case 'ticked':
        break;
    }
  }

  #join(memberId: string, subscription: Subscription, nowMs: number): void {
    const previous = this.#roster.ofInstance(subscription.instanceId);
    if (previous !== undefined) {
      this.#replace(previous, memberId, { subscription, nowMs });
      return;
    }
    if (this.#lost.holdsJoins) this.#waitForOthers(nowMs);
    this.#admit({ memberId, epoch: 0, held: new Set(), subscription }, nowMs).raiseEpoch(
      this.#groupEpoch,
    );
  }

  /** A member that no other is taken for, with all that it holds. */
  #admit({ memberId, epoch, held, subscription }: Newcomer, nowMs: number): GroupMember {
    if (this.#roster.size >= this.#config.maxMembers) {
      throw new WeirError(
        'GROUP_MAX_SIZE_REACHED',
        `The group has ${this.#roster.size} members, as many as it may have`,
      );
    }
    const member = new GroupMember(
      {
        memberId,
        joinNumber: this.#nextJoinNumber,
        epoch,
        owned: new Map(Array.from(held, (key) => [key, epoch])),
        target: held,
        subscription,
      },
      { owners: this.#owners, nowMs },
    );
    this.#nextJoinNumber += 1;
    this.#roster.admit(member);
    this.#roster.indexTarget();
    this.#connect(member, nowMs);
    this.#effects.push({ kind: 'joined', memberId });
    this.#effects.push({ kind: 'groupChanged' });
    this.#untold.add(member);
    this.#changeMembership();
    return member;
  }

  /**
   * A member that the store has lost and that was never fenced, as far as anybody knows: what it says is
   * all that is known of it. Of two that claim one partition the first has it.
   */
  #readmit({ memberId, memberEpoch, held, subscription }: Returned, nowMs: number): void {
    const isTaken = [...held].some((key) => !this.#owners.isFree(key));
    if (isTaken || !this.#lost.mayComeBack(memberId, memberEpoch)) throw unknownMember(memberId);
    this.#groupEpoch = Math.max(this.#groupEpoch, memberEpoch);
    this.#waitForOthers(nowMs);
    this.#admit({ memberId, epoch: memberEpoch, held, subscription }, nowMs);
  }

  /** Nothing is moved before all members that may come back have had time to. */
  #waitForOthers(nowMs: number): void {
    if (this.#roster.size > 0) return;
    this.#targetNotBeforeMs = nowMs + recoveryGraces * this.#config.disconnectGraceMs;
  }

  /** A static member that was restarted takes the place of its last process. */
  #replace(
    previous: GroupMember,
    memberId: string,
    { subscription, nowMs }: { subscription: Subscription; nowMs: number },
  ): void {
    if (previous.isConnected) {
      throw new WeirError(
        'UNRELEASED_INSTANCE_ID',
        `Instance id "${subscription.instanceId}" is held by a connected member`,
      );
    }
    const { target } = previous;
    const kept = [...previous.owned.keys()].filter((key) => target.has(key));
    const hasSameInterest = isSameInterest(previous.subscription, subscription);
    const freed = this.#remove(previous);
    // Its grants count from the new epoch: a commit of the process before is refused.
    const epoch = Math.max(previous.epoch + 1, this.#groupEpoch);
    const member = new GroupMember(
      {
        memberId,
        joinNumber: previous.joinNumber,
        epoch,
        owned: new Map(kept.map((key) => [key, epoch])),
        target,
        subscription,
      },
      { owners: this.#owners, nowMs },
    );
    this.#roster.admit(member);
    this.#roster.indexTarget();
    this.#connect(member, nowMs);
    this.#effects.push({ kind: 'joined', memberId });
    this.#untold.add(member);
    this.#handOver(freed, nowMs);
    if (!hasSameInterest) this.#changeMembership();
  }

  #return(event: Returned, nowMs: number): void {
    const { memberId, memberEpoch, held, subscription } = event;
    if (
      this.#lost.untilMs !== undefined &&
      this.#roster.isUnknown(memberId, subscription.instanceId)
    ) {
      this.#readmit(event, nowMs);
      return;
    }
    const member = this.#roster.requireReturning(memberId, subscription.instanceId);
    requireSameInstance(member, subscription);
    if (memberEpoch < member.answeredEpoch) {
      throw new WeirError('CANCELLED', 'The member has answered on a newer stream since', {
        metadata: { reason: 'stale-epoch' },
      });
    }
    this.#connect(member, nowMs);
    if (memberEpoch > member.epoch) {
      this.#fence(member, 'epoch', nowMs);
      return;
    }
    if (member.claimsForeign(held)) {
      this.#fence(member, 'foreign-partitions', nowMs);
      return;
    }
    const freed = member.acknowledge(memberEpoch, held, this.#owners);
    this.#resubscribe(member, subscription, nowMs);
    member.converge(this.#context(nowMs));
    this.#untold.add(member);
    this.#handOver(freed, nowMs);
  }

  #resubscribe(member: GroupMember, subscription: Subscription, nowMs: number): void {
    requireSameInstance(member, subscription);
    const hasSameInterest = isSameInterest(member.subscription, subscription);
    member.subscription = subscription;
    member.touch(nowMs);
    this.#effects.push({ kind: 'memberChanged', memberId: member.memberId });
    if (!hasSameInterest) this.#changeMembership();
  }

  #acknowledge(event: GroupEvent & { kind: 'owned' }, nowMs: number): void {
    const member = this.#roster.require(event.memberId);
    member.touch(nowMs);
    if (event.memberEpoch > member.epoch) {
      this.#fence(member, 'epoch', nowMs);
      return;
    }
    if (member.claimsForeign(event.held)) {
      this.#fence(member, 'foreign-partitions', nowMs);
      return;
    }
    const freed = member.acknowledge(event.memberEpoch, event.held, this.#owners);
    if (freed.length === 0) return;
    this.#effects.push({ kind: 'memberChanged', memberId: member.memberId });
    this.#handOver(freed, nowMs);
  }

  /** A static member that leaves is expected back: it keeps what it has for its session timeout. */
  #leave(member: GroupMember, nowMs: number): void {
    const { memberId } = member;
    this.#effects.push({ kind: 'sessionEnded', memberId, error: null });
    if (member.subscription.instanceId !== '') {
      this.#disconnect(member, nowMs);
      return;
    }
    this.#effects.push({ kind: 'left', memberId });
    this.#handOver(this.#remove(member), nowMs);
    this.#changeMembership();
  }

  #disconnect(member: GroupMember, nowMs: number): void {
    member.isConnected = false;
    member.aliveUntilMs = nowMs + graceOf(member.subscription, this.#config.disconnectGraceMs);
  }

  #connect(member: GroupMember, nowMs: number): void {
    member.isConnected = true;
    member.touch(nowMs);
  }

  #fenceOverdue(nowMs: number): void {
    for (const member of this.#roster.values()) {
      const reason = overdueReason(member, nowMs);
      if (reason !== undefined) this.#fence(member, reason, nowMs);
    }
  }

  #fence(member: GroupMember, reason: FenceReason, nowMs: number): void {
    const { memberId } = member;
    this.#effects.push({ kind: 'fenced', memberId, reason });
    this.#effects.push({ kind: 'sessionEnded', memberId, error: fencedError(member, reason) });
    this.#handOver(this.#remove(member), nowMs);
    this.#changeMembership();
  }

  #remove(member: GroupMember): PartitionKey[] {
    this.#roster.remove(member);
    this.#lost.noteGone(member.memberId);
    this.#highestGone = Math.max(this.#highestGone, member.epoch);
    this.#effects.push({ kind: 'memberRemoved', memberId: member.memberId });
    return member.releaseAll(this.#owners);
  }

  /** Gives partitions that became free to the members whose target has them. */
  #handOver(freed: readonly PartitionKey[], nowMs: number): void {
    for (const member of this.#roster.targetedBy(freed)) this.#converge(member, nowMs);
  }

  #changeMembership(): void {
    this.#isTargetStale = true;
    this.#isMembershipChanged = true;
  }

  #moveTarget(nowMs: number): void {
    const members = this.members();
    this.#isTargetStale = false;
    this.#targetNotBeforeMs = nowMs + this.#config.assignmentIntervalMs;
    this.#assignor = electAssignor(members, this.#assignor);
    const target = computeTarget(members, this.#topics, this.#assignor);
    const moved = members.filter(
      ({ memberId, target: before }) => !isSameSet(before, target.get(memberId) ?? new Set()),
    );
    if (moved.length === 0 && !this.#isMembershipChanged) return;

    this.#isMembershipChanged = false;
    this.#groupEpoch += 1;
    this.#effects.push({ kind: 'groupChanged' });
    this.#effects.push({ kind: 'targetMoved', groupEpoch: this.#groupEpoch });
    for (const member of moved) {
      member.target = target.get(member.memberId) ?? new Set();
      this.#effects.push({ kind: 'memberChanged', memberId: member.memberId });
    }
    this.#roster.indexTarget();
    for (const member of members) this.#converge(member, nowMs);
  }

  #converge(member: GroupMember, nowMs: number): void {
    if (member.converge(this.#context(nowMs))) this.#untold.add(member);
  }

  /** One message a member and event, however often its assignment moved meanwhile. */
  #tellAll(): void {
    for (const member of this.#untold) {
      const { memberId } = member;
      if (this.#roster.get(memberId) !== member) continue;
      this.#effects.push({ kind: 'memberChanged', memberId });
      if (!member.isConnected) continue;
      this.#effects.push({ kind: 'assigned', memberId, assignment: member.assignment() });
    }
    this.#untold.clear();
  }

  #context(nowMs: number): { groupEpoch: number; owners: PartitionOwners; nowMs: number } {
    return { groupEpoch: this.#groupEpoch, owners: this.#owners, nowMs };
  }
}

type Returned = GroupEvent & { readonly kind: 'returned' };

/** A member to be. */
interface Newcomer {
  readonly memberId: string;
  readonly epoch: number;
  readonly held: ReadonlySet<PartitionKey>;
  readonly subscription: Subscription;
}

function isSameSet(left: ReadonlySet<PartitionKey>, right: ReadonlySet<PartitionKey>): boolean {
  return left.size === right.size && [...left].every((key) => right.has(key));
}
