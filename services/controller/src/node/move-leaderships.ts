import type { ActiveContext } from '../cluster/active-context.ts';
import type { PartitionRecord } from '../cluster/records.ts';
import type { ElectionCause } from '../partition/election-plan.ts';

/**
 * In turn: elections among all, in which a follower that is as far as the leader wins; then without
 * the leader, whose last records were on no other node and were acknowledged to nobody who asked for
 * more than the leader's own word.
 */
const attempts: readonly ElectionCause[] = [
  'handover',
  'handover',
  'handover-without-leader',
  'handover',
];

/** Moves leaderships off a node where another replica in sync `mayTake` them; returns what is left. */
export async function moveLeaderships(
  { state, elections }: ActiveContext,
  nodeId: number,
  mayTake: (member: number) => boolean,
): Promise<PartitionRecord[]> {
  for (const cause of attempts) {
    const movable = state.ledBy(nodeId).filter((record) => hasSuccessor(record, mayTake));
    if (movable.length === 0) break;
    await elections.elect(movable, cause);
  }
  return state.ledBy(nodeId);
}

/** Whether a replica in sync, other than the leader, may take the leadership. */
export function hasSuccessor(
  { leader, inSyncReplicas }: PartitionRecord,
  mayTake: (member: number) => boolean,
): boolean {
  return inSyncReplicas.some((member) => member !== leader && mayTake(member));
}
