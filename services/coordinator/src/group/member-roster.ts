import { invariant, WeirError } from '@weir/core';
import type { PartitionKey } from '../topics/partition-key.ts';
import type { GroupMember } from './group-member.ts';

/**
 * The members of one group, found by id, by instance id, and by what the target gives them.
 *
 * Invariants:
 *   - A member id is never admitted twice.
 *   - An instance id has at most one member.
 * Tests: `consumer-group.test.ts`.
 */
export class MemberRoster {
  readonly #members = new Map<string, GroupMember>();
  readonly #memberIdByInstance = new Map<string, string>();
  readonly #targetOwners = new Map<PartitionKey, string>();

  get size(): number {
    return this.#members.size;
  }

  get(memberId: string): GroupMember | undefined {
    return this.#members.get(memberId);
  }

  /** The member of this id; `UNKNOWN_MEMBER_ID` if there is none. */
  require(memberId: string): GroupMember {
    const member = this.#members.get(memberId);
    if (member !== undefined) return member;
    throw unknownMember(memberId);
  }

  /** Whether no member has this id, nor another one this instance id. */
  isUnknown(memberId: string, instanceId: string): boolean {
    return !this.#members.has(memberId) && this.ofInstance(instanceId) === undefined;
  }

  /** The member that is to come back under its id; `FENCED_INSTANCE_ID` if it was replaced. */
  requireReturning(memberId: string, instanceId: string): GroupMember {
    const successor = this.ofInstance(instanceId);
    if (successor === undefined || successor.memberId === memberId) return this.require(memberId);
    throw new WeirError(
      'FENCED_INSTANCE_ID',
      `Another member has taken over instance id "${instanceId}"`,
    );
  }

  ofInstance(instanceId: string): GroupMember | undefined {
    const memberId = this.#memberIdByInstance.get(instanceId);
    return memberId === undefined ? undefined : this.#members.get(memberId);
  }

  values(): Iterable<GroupMember> {
    return this.#members.values();
  }

  inJoinOrder(): GroupMember[] {
    return [...this.#members.values()].toSorted((a, b) => a.joinNumber - b.joinNumber);
  }

  admit(member: GroupMember): void {
    const { memberId, subscription } = member;
    invariant(!this.#members.has(memberId), 'a member id is never admitted twice');
    this.#members.set(memberId, member);
    if (subscription.instanceId === '') return;
    invariant(
      !this.#memberIdByInstance.has(subscription.instanceId),
      'an instance id has at most one member',
    );
    this.#memberIdByInstance.set(subscription.instanceId, memberId);
  }

  remove(member: GroupMember): void {
    this.#members.delete(member.memberId);
    this.#memberIdByInstance.delete(member.subscription.instanceId);
  }

  /** To be called whenever targets have changed. */
  indexTarget(): void {
    this.#targetOwners.clear();
    for (const { memberId, target } of this.#members.values()) {
      for (const key of target) this.#targetOwners.set(key, memberId);
    }
  }

  /** The members whose target has any of these partitions. */
  targetedBy(keys: readonly PartitionKey[]): Set<GroupMember> {
    const found = new Set<GroupMember>();
    for (const key of keys) {
      const member = this.#members.get(this.#targetOwners.get(key) ?? '');
      if (member !== undefined) found.add(member);
    }
    return found;
  }
}

/** What somebody is told whom the group does not know. */
export function unknownMember(memberId: string): WeirError {
  return new WeirError('UNKNOWN_MEMBER_ID', `The group does not know member "${memberId}"`);
}
