import { WeirError } from '@weir/core';
import type { PartitionKey } from '../topics/partition-key.ts';
import type { ConsumerGroup } from './consumer-group.ts';
import { unknownMember } from './member-roster.ts';

/** Who commits; an empty member id is a consumer that assigns by hand. */
export interface Committer {
  readonly memberId: string;
  readonly memberEpoch: number;
}

/**
 * Whether the committer may commit to each partition: a function from partition to its error.
 *
 * A member may commit to what it has held without a break since the epoch that it names: then a
 * commit that crosses a new assignment is good for all partitions that stay, and for no other.
 * Throws `UNKNOWN_MEMBER_ID` or `FENCED_MEMBER_EPOCH` when the session itself is void.
 */
export function commitFence(
  group: ConsumerGroup,
  { memberId, memberEpoch }: Committer,
): (key: PartitionKey) => WeirError | undefined {
  if (memberId === '') {
    if (group.size === 0) return () => undefined;
    throw new WeirError(
      'UNKNOWN_MEMBER_ID',
      `The group has ${group.size} members: only they may commit, each under its member id`,
    );
  }
  const member = group.member(memberId);
  if (member === undefined) {
    const mayComeBack = group.mayComeBack(memberId, memberEpoch);
    throw mayComeBack ? notBackYet(memberId) : unknownMember(memberId);
  }
  if (memberEpoch > member.epoch) {
    throw new WeirError(
      'FENCED_MEMBER_EPOCH',
      `Member epoch ${memberEpoch} is newer than ${member.epoch}, the last one given`,
    );
  }
  return (key) => {
    const grantedAt = member.owned.get(key);
    if (grantedAt === undefined) {
      return new WeirError('FENCED_MEMBER_EPOCH', 'The partition is not the member’s');
    }
    if (grantedAt <= memberEpoch) return undefined;
    return new WeirError(
      'STALE_MEMBER_EPOCH',
      `Member epoch ${memberEpoch} is older than ${grantedAt}, at which the partition was given`,
    );
  };
}

/** What a member is told that the store has lost and that has not come back. */
export function notBackYet(memberId: string): WeirError {
  return new WeirError(
    'COORDINATOR_LOAD_IN_PROGRESS',
    `Member "${memberId}" has not come back yet since the metadata store lost the group`,
  );
}
