import type { PartitionKey } from '../topics/partition-key.ts';
import type { MemberSnapshot } from './group-member.ts';
import type { GroupRecovery } from './lost-members.ts';

/** What a new owner of the shard needs to know of a group beside its members. */
export interface GroupSnapshot {
  readonly groupEpoch: number;
  readonly assignor: string;
  /** The next member's place in the order of joining. */
  readonly nextJoinNumber: number;
}

/** A group of which nothing is known yet. */
export function emptyGroup(assignor: string): GroupSnapshot {
  return { groupEpoch: 0, assignor, nextJoinNumber: 0 };
}

/** A group as its last owner saved it. */
export interface SavedGroup {
  readonly group: GroupSnapshot;
  readonly members: readonly MemberSnapshot[];
  /** Given when the store may have lost members of it. */
  readonly recovery?: GroupRecovery | undefined;
}

/** All but members that claim the same partition, which only a damaged store can hold. */
export function withoutConflicts(members: readonly MemberSnapshot[]): MemberSnapshot[] {
  const claims = new Map<PartitionKey, number>();
  for (const { owned } of members) {
    for (const key of owned.keys()) claims.set(key, (claims.get(key) ?? 0) + 1);
  }
  return members.filter(({ owned }) => [...owned.keys()].every((key) => claims.get(key) === 1));
}
