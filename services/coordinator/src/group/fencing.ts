import { WeirError } from '@weir/core';
import type { FenceReason } from './group-effect.ts';
import type { GroupMember } from './group-member.ts';

/** Why the member is to be fenced now, if it is. */
export function overdueReason(member: GroupMember, nowMs: number): FenceReason | undefined {
  if (member.aliveUntilMs <= nowMs) return member.isConnected ? 'session-timeout' : 'disconnected';
  if ((member.revokeDueAtMs ?? Infinity) <= nowMs) return 'rebalance-timeout';
  return undefined;
}

/** What a fenced member is told. */
export function fencedError({ memberId, epoch }: GroupMember, reason: FenceReason): WeirError {
  return new WeirError(
    'FENCED_MEMBER_EPOCH',
    `Member "${memberId}" at epoch ${epoch} is fenced: ${reason}`,
    { metadata: { reason } },
  );
}
