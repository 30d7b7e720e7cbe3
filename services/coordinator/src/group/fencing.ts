import { WeirError } from '@weir/core';
import type { FenceReason } from './group-effect.ts';
import type { GroupMember } from './group-member.ts';
import type { Subscription } from './subscription.ts';

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

/** Throws `INVALID_REQUEST` for a subscription under another instance id than the member has. */
export function requireSameInstance(member: GroupMember, subscription: Subscription): void {
  if (member.subscription.instanceId === subscription.instanceId) return;
  throw new WeirError('INVALID_REQUEST', 'A member keeps its instance id for life');
}
