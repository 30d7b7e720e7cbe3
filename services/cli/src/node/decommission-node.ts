import type { Admin } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { waitUntilDone } from '../commands/wait-until.ts';
import { formatProgress } from '../format/move-text.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { findNode } from './find-node.ts';

/** Options of `weir node decommission`. */
export interface DecommissionOptions {
  readonly throttle: number;
  readonly cancel?: boolean;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly timeout?: number;
}

/** Empties a node, and says how far that is. */
export async function decommissionNode(
  context: CommandContext,
  nodeId: number,
  options: DecommissionOptions,
): Promise<CommandResult> {
  if (options.dryRun === true) return planned(context, nodeId, options);
  const isCancelled = options.cancel === true;
  let replicas = await context.weir.admin().decommissionNode(nodeId, {
    bytesPerSecond: options.throttle,
    cancel: isCancelled,
  });
  if (options.wait === true && !isCancelled) {
    await waitUntilEmpty(context, nodeId, options.timeout);
    replicas = 0;
  }
  return {
    data: { nodeId, isCancelled, replicas, dryRun: false },
    text: doneText(nodeId, isCancelled, replicas),
    names: [`${nodeId}`],
  };
}

async function planned(
  { weir }: CommandContext,
  nodeId: number,
  { cancel }: DecommissionOptions,
): Promise<CommandResult> {
  const admin = weir.admin();
  const { status } = await findNode(admin, nodeId);
  const replicas = status?.assignedReplicas ?? 0;
  const isCancelled = cancel === true;
  return {
    data: { nodeId, isCancelled, replicas, dryRun: true },
    text: isCancelled
      ? `Node ${nodeId} would stay, with ${replicas} replicas`
      : `Node ${nodeId} would have ${replicas} replicas to move`,
    names: [`${nodeId}`],
    warnings: isCancelled ? [] : await obstacles(admin, nodeId),
    notes: [dryRunNote],
  };
}

/** Topics that the other nodes are too few for. */
async function obstacles(admin: Admin, nodeId: number): Promise<readonly string[]> {
  const { nodes, nodeStatuses } = await admin.describeCluster();
  const leaving = nodeStatuses.filter(({ decommissioning }) => decommissioning);
  const others = nodes.filter(
    (node) =>
      node.nodeId !== nodeId &&
      node.state !== 'NODE_STATE_DEAD' &&
      !leaving.some((status) => status.nodeId === node.nodeId),
  ).length;
  const topics = await admin.listTopics({ includeInternal: true });
  const stuck = topics.filter(({ replicationFactor }) => replicationFactor > others).length;
  if (stuck === 0) return [];
  const which = stuck === 1 ? '1 topic has' : `${stuck} topics have`;
  return [
    `${which} more replicas than there are other nodes, ${others}: they stay until one is added`,
  ];
}

async function waitUntilEmpty(
  { weir, signal }: CommandContext,
  nodeId: number,
  timeoutMs: number | undefined,
): Promise<void> {
  const admin = weir.admin();
  await waitUntilDone({ signal, timeoutMs }, async () => {
    const { status } = await findNode(admin, nodeId);
    // Data goes after the partition has moved.
    const replicas = Math.max(status?.assignedReplicas ?? 0, status?.replicas ?? 0);
    if (replicas === 0) return undefined;
    const blocked = status?.decommissionBlockedReason ?? '';
    return blocked === ''
      ? `${replicas} replicas left; ${formatProgress(await admin.listMoves())}`
      : `${replicas} replicas left: ${blocked}`;
  });
}

function doneText(nodeId: number, isCancelled: boolean, replicas: number): string {
  if (isCancelled) return `Node ${nodeId} stays, with ${replicas} replicas`;
  if (replicas === 0) return `Node ${nodeId} is empty: stop it, then weir node remove`;
  return `Node ${nodeId} has ${replicas} replicas to move: weir node list shows them`;
}
