import { WeirError } from '@weir/core';
import type { DecommissionNodeRequest } from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import type { NodeRecord } from '../cluster/records.ts';
import { countReplicas } from './plan-evacuations.ts';
import { cancelMovesOff } from './reassignment-admin.ts';
import type { ReplicaMover } from './replica-mover.ts';

/** Begins to move everything off a node, or stops doing so; returns how many replicas it has left. */
export async function decommissionNode(
  context: ActiveContext,
  mover: ReplicaMover,
  { nodeId, bytesPerSecond, cancel }: DecommissionNodeRequest,
): Promise<number> {
  const { state, journal, clock, logger } = context;
  const node = findNode(context, nodeId);
  if (bytesPerSecond < 0) {
    throw new WeirError('INVALID_REQUEST', `Throttle ${bytesPerSecond} is negative`);
  }
  const decommission = cancel ? null : { startedMs: clock.nowMs(), bytesPerSecond };
  const changed: NodeRecord = { ...node, decommission };
  await journal.saveNode(changed);
  state.nodes.set(nodeId, { ...findNode(context, nodeId), decommission });
  if (cancel) await cancelMovesOff(context, mover, nodeId);
  const replicas = countReplicas(state).get(nodeId) ?? 0;
  logger.info({ nodeId, replicas, cancel }, 'Decommissioning of a node was asked for');
  return replicas;
}

/** Forgets a node; one that is alive, or that a partition names, is refused. */
export async function removeNode(context: ActiveContext, nodeId: number): Promise<void> {
  const { state, journal, publisher, logger } = context;
  findNode(context, nodeId);
  const replicas = countReplicas(state).get(nodeId) ?? 0;
  if (replicas > 0) {
    throw new WeirError(
      'INVALID_REQUEST',
      `Node ${nodeId} has ${replicas} replicas: decommission it first`,
    );
  }
  if (state.isReachable(nodeId)) {
    throw new WeirError('INVALID_REQUEST', `Node ${nodeId} is alive: stop it first`);
  }
  await journal.removeNode(nodeId);
  state.nodes.delete(nodeId);
  state.nodeStates.delete(nodeId);
  state.nodeReports.delete(nodeId);
  publisher.publish({ nodeIds: [nodeId] });
  logger.info({ nodeId }, 'Node is removed');
}

function findNode({ state }: ActiveContext, nodeId: number): NodeRecord {
  const node = state.nodes.get(nodeId);
  if (node !== undefined) return node;
  const known = [...state.nodes.keys()].toSorted((left, right) => left - right);
  throw new WeirError(
    'NODE_ID_NOT_REGISTERED',
    `There is no node ${nodeId}; known are [${known.join(', ')}]`,
  );
}
