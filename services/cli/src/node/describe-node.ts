import type { MetadataSnapshot, Node, NodeStatus } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { formatBytes } from '../format/bytes-text.ts';
import { formatDuration } from '../format/duration-text.ts';
import { alarm, alarmCount } from '../format/paint.ts';
import type { CommandResult } from '../result/command-result.ts';
import { findNode } from './find-node.ts';
import { nodeStateText } from '../format/node-state-text.ts';

const shownPartitions = 20;

/** What a node has, by the metadata of topics that this user may describe. */
export interface NodeReplicas {
  readonly replicas: number;
  readonly leaders: number;
  /** Of which it is the preferred leader. */
  readonly preferredLeaders: number;
  /** `orders/3`: those in which its replica is not in sync. */
  readonly outOfSync: readonly string[];
}

/** One node: where it is, what it has, what is wrong with it. */
export async function describeNode(
  { weir }: CommandContext,
  nodeId: number,
): Promise<CommandResult> {
  const { node, status } = await findNode(weir.admin(), nodeId);
  const replicas = replicasOf(weir.metadata(), nodeId);
  return {
    data: { node, status: status ?? null, replicas },
    text: formatNode(node, status, replicas),
  };
}

/** Counts what is on a node. Pure. */
export function replicasOf(
  { topics }: Pick<MetadataSnapshot, 'topics'>,
  nodeId: number,
): NodeReplicas {
  const own = topics.flatMap(({ name, partitions }) =>
    partitions
      .filter(({ assignedReplicas }) => assignedReplicas.includes(nodeId))
      .map((partition) => ({ name: `${name}/${partition.partition}`, ...partition })),
  );
  return {
    replicas: own.length,
    leaders: own.filter(({ leader }) => leader === nodeId).length,
    preferredLeaders: own.filter(({ assignedReplicas }) => assignedReplicas[0] === nodeId).length,
    outOfSync: own
      .filter(({ inSyncReplicas }) => !inSyncReplicas.includes(nodeId))
      .map(({ name }) => name),
  };
}

/** A node for people. */
export function formatNode(
  node: Node,
  status: NodeStatus | undefined,
  { replicas, leaders, preferredLeaders, outOfSync }: NodeReplicas,
): string {
  const shown = outOfSync.slice(0, shownPartitions).join(', ');
  const more = outOfSync.length - shownPartitions;
  const lines = [
    ['Node', `${node.nodeId} at ${node.address}`],
    ...(node.externalAddress === '' ? [] : [['External', node.externalAddress]]),
    ['State', stateText(node, status)],
    ['Host', node.host],
    ['Rack', node.rack || '-'],
    ['Epoch', `${node.nodeEpoch}`],
    ...(status === undefined ? [] : statusLines(status)),
    ['Replicas', `${replicas} assigned, ${alarmCount(outOfSync.length)} not in sync`],
    ['Leaders', `${leaders}, preferred for ${preferredLeaders}`],
    ...(outOfSync.length === 0
      ? []
      : [['Not in sync', more > 0 ? `${shown} and ${more} more` : shown]]),
  ];
  return lines.map(([title = '', value = '']) => `${title.padEnd(14)}${value}`).join('\n');
}

function statusLines(status: NodeStatus): string[][] {
  const { reportedAtMs, startedAtMs } = status;
  const upMs = reportedAtMs - startedAtMs;
  return [
    ['Version', status.version],
    ...(startedAtMs > 0 && upMs >= 0 ? [['Up', formatDuration(upMs)]] : []),
    [
      'Disk',
      `${formatBytes(status.logBytes)} of logs, ${formatBytes(status.freeBytes)} free, ` +
        `${alarmCount(status.failedReplicas)} failed replicas`,
    ],
    [
      'Since start',
      `${status.appendedRecords} records (${formatBytes(status.appendedBytes)}) appended, ` +
        `${formatBytes(status.sentBytes)} sent`,
    ],
    ...(status.decommissionBlockedReason === ''
      ? []
      : [['Blocked', alarm(status.decommissionBlockedReason)]]),
  ];
}

function stateText(node: Node, status: NodeStatus | undefined): string {
  const states = [nodeStateText(node.state)];
  if (status?.draining === true) states.push('drained');
  if (status?.decommissioning === true) states.push('decommissioning');
  const text = states.join(', ');
  return node.state === 'NODE_STATE_ALIVE' ? text : alarm(text);
}
