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

/**
 * Moves the leaderships of a stopping node to replicas in sync, and returns how many are left: those
 * that nobody else can lead.
 */
export async function drainNode(context: ActiveContext, nodeId: number): Promise<number> {
  const { state, publisher, elections, logger } = context;
  const led = (): PartitionRecord[] =>
    state.activePartitions().filter(({ leader }) => leader === nodeId);
  state.nodeStates.set(nodeId, 'NODE_STATE_STOPPING');
  publisher.publish({ nodeIds: [nodeId] });
  logger.info({ nodeId, leaderships: led().length }, 'Node is stopping');
  for (const cause of attempts) {
    const movable = led().filter(({ inSyncReplicas }) =>
      inSyncReplicas.some((member) => member !== nodeId && state.isAlive(member)),
    );
    if (movable.length === 0) break;
    await elections.elect(movable, cause);
  }
  return led().length;
}
