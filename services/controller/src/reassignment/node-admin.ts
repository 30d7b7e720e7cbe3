import { WeirError } from '@weir/core';
import type { DecommissionNodeRequest } from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import type { ClusterState } from '../cluster/cluster-state.ts';
import { findNode } from '../node/find-node.ts';
import { countReplicas } from './plan-evacuations.ts';
import { cancelMovesOff } from './reassignment-admin.ts';
import type { ReplicaMover } from './replica-mover.ts';

/** Begins to move everything off a node, or stops doing so; returns how many replicas it has left. */
export async function decommissionNode(
  context: ActiveContext,
  mover: ReplicaMover,
  { nodeId, bytesPerSecond, cancel }: DecommissionNodeRequest,
): Promise<number> {
  const { state, writer, clock, logger } = context;
  findNode(state, nodeId);
  if (bytesPerSecond < 0) {
    throw new WeirError('INVALID_REQUEST', `Throttle ${bytesPerSecond} is negative`);
  }
  const decommission = cancel ? null : { startedMs: clock.nowMs(), bytesPerSecond };
  await writer.updateNode(nodeId, () => ({ ...findNode(state, nodeId), decommission }));
  if (cancel) await cancelMovesOff(context, mover, nodeId);
  const replicas = countReplicas(state).get(nodeId) ?? 0;
  logger.info({ nodeId, replicas, cancel }, 'Decommissioning of a node was asked for');
  return replicas;
}

/** Forgets a node; one that is alive, or that a partition names, is refused. */
export async function removeNode(context: ActiveContext, nodeId: number): Promise<void> {
  const { state, writer, publisher, logger } = context;
  await writer.removeNode(nodeId, () => {
    checkRemovable(state, nodeId);
  });
  state.nodeStates.delete(nodeId);
  state.nodeReports.delete(nodeId);
  publisher.publish({ nodeIds: [nodeId] });
  logger.info({ nodeId }, 'Node is removed');
}

function checkRemovable(state: ClusterState, nodeId: number): void {
  findNode(state, nodeId);
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
}
