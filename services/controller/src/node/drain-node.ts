import type { ActiveContext } from '../cluster/active-context.ts';
import type { PartitionRecord } from '../cluster/records.ts';
import type { ElectionCause } from '../partition/election-plan.ts';
import { drainTurn } from './drain-turn.ts';

/** What came of a drain. */
export interface DrainOutcome {
  /** Leaderships that nobody else can take. */
  readonly remainingLeaders: number;
  /** What the node has to wait for; empty when it was its turn. */
  readonly blockedBy: string;
  /** Partitions that fall below `min.insync.replicas` without the node, however long it waits. */
  readonly unguardedPartitions: number;
}

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
 * Moves the leaderships of a stopping node to replicas in sync. A node that waits for its turn is told
 * what for, and nothing is done; otherwise it counts as draining from this call on.
 */
export async function drainNode(
  context: ActiveContext,
  nodeId: number,
  waitsForTurn: boolean,
): Promise<DrainOutcome> {
  const { state, publisher, elections, logger } = context;
  const { blockedBy, unguardedPartitions } = drainTurn(state, nodeId);
  if (waitsForTurn && blockedBy !== '') {
    logger.debug({ nodeId, blockedBy }, 'Node waits for its turn to drain');
    return { remainingLeaders: 0, blockedBy, unguardedPartitions };
  }
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
  return { remainingLeaders: led().length, blockedBy: '', unguardedPartitions };
}
