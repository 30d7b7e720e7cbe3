import type { SetNodeDrainRequest } from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import type { PartitionRecord } from '../cluster/records.ts';
import { findNode } from './find-node.ts';
import { hasSuccessor, moveLeaderships } from './move-leaderships.ts';

/** What came of an operator's drain. */
export interface SetNodeDrainOutcome {
  /** Leaderships that the node still has. */
  readonly remainingLeaders: number;
  /** Why nobody else can take some of them; empty when all can move. */
  readonly blockedReason: string;
}

/**
 * Has a node lead nothing where another can, or takes that back; it stays alive and follows.
 *
 * What cannot move at once moves when another replica is in sync, and what comes to the node because
 * nobody else could lead leaves it again: see `LeaderCare`. A drain that is taken back moves nothing: the
 * leader balancer gives leaderships back.
 */
export async function setNodeDrain(
  context: ActiveContext,
  { nodeId, draining }: SetNodeDrainRequest,
): Promise<SetNodeDrainOutcome> {
  const { state, writer, clock, logger } = context;
  findNode(state, nodeId);
  await writer.updateNode(nodeId, () => {
    const known = findNode(state, nodeId);
    const drain = draining ? (known.drain ?? { startedMs: clock.nowMs() }) : null;
    return { ...known, drain };
  });
  logger.info({ nodeId, draining }, 'Drain of a node was asked for');
  if (!draining) return { remainingLeaders: 0, blockedReason: '' };

  const mayLead = (member: number): boolean => state.mayLead(member);
  const remaining = await moveLeaderships(context, nodeId, mayLead);
  const stuck = remaining.filter((record) => !hasSuccessor(record, mayLead));
  return { remainingLeaders: remaining.length, blockedReason: whyStuck(context, stuck) };
}

function whyStuck({ state }: ActiveContext, stuck: readonly PartitionRecord[]): string {
  const [first] = stuck;
  if (first === undefined) return '';
  const name = state.topics.get(first.topicId)?.name ?? first.topicId;
  return (
    `${stuck.length} partitions, ${name}/${first.partition} among them, have no other replica in sync ` +
    'on a node that is alive and not drained'
  );
}
