import type { WeirError } from '@weir/core';
import type { MemberAssignment } from './group-member.ts';

/** Why a member was fenced. A closed set: it labels a metric. */
export type FenceReason =
  | 'session-timeout'
  | 'disconnected'
  | 'rebalance-timeout'
  | 'epoch'
  | 'foreign-partitions'
  | 'reset'
  | 'replaced';

/**
 * What a group wants done. Everything is saved before anything is sent: a coordinator that takes
 * over then knows all that a member may have been told.
 */
export type GroupEffect =
  /** Save the group's own document. */
  | { readonly kind: 'groupChanged' }
  /** Save the member's document. */
  | { readonly kind: 'memberChanged'; readonly memberId: string }
  /** Delete the member's document. */
  | { readonly kind: 'memberRemoved'; readonly memberId: string }
  /** Send the member its assignment. */
  | {
      readonly kind: 'assigned';
      readonly memberId: string;
      readonly assignment: MemberAssignment;
    }
  /** End the member's stream; null is a clean end. */
  | { readonly kind: 'sessionEnded'; readonly memberId: string; readonly error: WeirError | null }
  /** Facts for log and metrics. */
  | { readonly kind: 'joined'; readonly memberId: string }
  | { readonly kind: 'left'; readonly memberId: string }
  | { readonly kind: 'fenced'; readonly memberId: string; readonly reason: FenceReason }
  | { readonly kind: 'targetMoved'; readonly groupEpoch: number };
