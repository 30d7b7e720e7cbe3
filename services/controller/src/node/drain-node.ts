import type { ActiveContext } from '../cluster/active-context.ts';
import { drainTurn } from './drain-turn.ts';
import { moveLeaderships } from './move-leaderships.ts';

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
 * Moves the leaderships of a stopping node to replicas in sync. A node that waits for its turn is told
 * what for, and nothing is done; otherwise it counts as draining from this call on.
 */
export async function drainNode(
  context: ActiveContext,
  nodeId: number,
  waitsForTurn: boolean,
): Promise<DrainOutcome> {
  const { state, publisher, logger } = context;
  const { blockedBy, unguardedPartitions } = drainTurn(state, nodeId);
  if (waitsForTurn && blockedBy !== '') {
    logger.debug({ nodeId, blockedBy }, 'Node waits for its turn to drain');
    return { remainingLeaders: 0, blockedBy, unguardedPartitions };
  }
  state.nodeStates.set(nodeId, 'NODE_STATE_STOPPING');
  publisher.publish({ nodeIds: [nodeId] });
  logger.info({ nodeId, leaderships: state.ledBy(nodeId).length }, 'Node is stopping');
  const remaining = await moveLeaderships(context, nodeId, (member) => state.isAlive(member));
  return { remainingLeaders: remaining.length, blockedBy: '', unguardedPartitions };
}
