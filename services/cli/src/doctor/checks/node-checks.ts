import type { Node, NodeStatus } from '@weir/client';
import type { Check } from '../check.ts';
import { aliveNodes, type ClusterSnapshot } from '../cluster-snapshot.ts';
import { counted, type Problem } from '../finding.ts';

const gib = 2 ** 30;
/** Of what the log has and what is free. */
const lowFreeShare = 0.15;
const lowFreeBytes = 2 * gib;
const tooLowFreeShare = 0.05;
const tooLowFreeBytes = gib / 2;
const unevenDiskBytes = 10 * gib;

/** Each storage node. */
export const nodeChecks: readonly Check[] = [
  {
    code: 'NODE_DEAD',
    severity: 'error',
    looksFor: 'a storage node that does not answer the controller',
    why: 'Its partitions have a replica less, and the next failure may stop them.',
    remedy:
      'Start it again with its data. If it will not come back, move its replicas off, then remove it.',
    find: deadNodes,
  },
  {
    code: 'NODE_STOPPING',
    severity: 'notice',
    looksFor: 'a storage node that is being stopped',
    why: 'It leads nothing any more and goes within moments.',
    remedy: 'Wait for it, or look at its log when it stays so.',
    find: ({ nodes }) =>
      nodes
        .filter(({ state }) => state === 'NODE_STATE_STOPPING')
        .map((node) => ({ subject: subjectOf(node), what: `${placeOf(node)} is being stopped` })),
  },
  {
    code: 'NODE_DRAINED',
    severity: 'warning',
    looksFor: 'a storage node that was drained and not taken back',
    why: 'It leads nothing, so that the others carry its load, until the drain is undone.',
    remedy: 'Undo the drain when the work on the node is over.',
    find: ({ nodes, statuses }) =>
      nodes
        .filter(({ nodeId }) => statuses.get(nodeId)?.draining === true)
        .map((node) => ({
          subject: subjectOf(node),
          what: `${placeOf(node)} is drained and leads no partition that another can lead`,
          commands: [`weir node drain ${node.nodeId} --undo`],
        })),
  },
  {
    code: 'NODE_FAILED_REPLICAS',
    severity: 'error',
    looksFor: 'a storage node that has set replicas aside for damage or a failing disk',
    why: 'They hold no records that anybody can read, until they are copied again.',
    remedy: "Look at the node's log and at its disk; a disk that fails must be replaced.",
    find: (snapshot) =>
      withStatus(snapshot, ({ failedReplicas }) => failedReplicas > 0).map(([node, status]) => ({
        subject: subjectOf(node),
        what: `${placeOf(node)} has ${counted(status.failedReplicas, 'failed replica')}`,
        commands: [`weir node describe ${node.nodeId}`],
      })),
  },
  {
    code: 'DISK_FULL',
    severity: 'error',
    looksFor: 'a storage node with less than 5 % or 0.5 GiB of its disk free',
    why: 'A full disk fails every write to its partitions; what is there can still be read.',
    remedy: 'Add space, shorten the retention of large topics, or move replicas to other nodes.',
    find: (snapshot) => diskProblems(snapshot, isTooLow),
  },
  {
    code: 'DISK_NEARLY_FULL',
    severity: 'warning',
    looksFor: 'a storage node with less than 15 % or 2 GiB of its disk free',
    why: 'A full disk fails every write to its partitions.',
    remedy: 'Add space, shorten the retention of large topics, or move replicas to other nodes.',
    find: (snapshot) => diskProblems(snapshot, (status) => isLow(status) && !isTooLow(status)),
  },
  {
    code: 'DISK_UNEVEN',
    severity: 'notice',
    looksFor: 'a storage node with more than twice the bytes of the average node, and over 10 GiB',
    why: 'Its disk is full long before the others are.',
    remedy: 'Move some of its large partitions to other nodes.',
    find: unevenDisks,
  },
  {
    code: 'DECOMMISSION_BLOCKED',
    severity: 'warning',
    looksFor: 'a node that is being decommissioned and whose replicas cannot move',
    why: 'The node stays until they can.',
    remedy: 'Do what the reason asks for, or keep the node.',
    find: (snapshot) =>
      withStatus(snapshot, (status) => status.decommissionBlockedReason !== '').map(
        ([node, status]) => ({
          subject: subjectOf(node),
          what:
            `${counted(status.assignedReplicas, 'replica')} of node ${node.nodeId} cannot move: ` +
            status.decommissionBlockedReason,
          commands: [`weir node decommission ${node.nodeId} --cancel`],
        }),
      ),
  },
  {
    code: 'DECOMMISSION_DONE',
    severity: 'notice',
    looksFor: 'a node that has been decommissioned, is empty, and still there',
    why: 'It does nothing any more.',
    remedy: 'Stop its process, then remove it.',
    find: (snapshot) =>
      withStatus(snapshot, (each) => each.decommissioning && each.assignedReplicas === 0).map(
        ([node]) => ({
          subject: subjectOf(node),
          what: `${placeOf(node)} is decommissioned and empty`,
          commands: [`weir node remove ${node.nodeId}`],
        }),
      ),
  },
];

/** `node 2`. */
function subjectOf({ nodeId }: Node): string {
  return `node ${nodeId}`;
}

function placeOf({ nodeId, address }: Node): string {
  return `Node ${nodeId} at ${address}`;
}

/** Nodes with what they reported, where that is so. */
function withStatus(
  { nodes, statuses }: ClusterSnapshot,
  isMeant: (status: NodeStatus) => boolean,
): readonly (readonly [Node, NodeStatus])[] {
  return nodes.flatMap((node) => {
    const status = statuses.get(node.nodeId);
    return status !== undefined && isMeant(status) ? [[node, status] as const] : [];
  });
}

function deadNodes({ nodes, topics }: ClusterSnapshot): readonly Problem[] {
  const dead = nodes.filter(({ state }) => state === 'NODE_STATE_DEAD');
  if (dead.length === 0) return [];
  const replicas = new Map<number, number>();
  for (const { partitions } of topics) {
    for (const { assignedReplicas } of partitions) {
      for (const nodeId of assignedReplicas) replicas.set(nodeId, (replicas.get(nodeId) ?? 0) + 1);
    }
  }
  return dead.map((node) => {
    const held = replicas.get(node.nodeId) ?? 0;
    return {
      subject: subjectOf(node),
      what: `${placeOf(node)} does not answer; ${counted(held, 'replica')} ${held === 1 ? 'is' : 'are'} on it`,
      commands:
        held === 0
          ? [`weir node remove ${node.nodeId}`]
          : [`weir node decommission ${node.nodeId} --wait`, `weir node remove ${node.nodeId}`],
    };
  });
}

function diskProblems(
  snapshot: ClusterSnapshot,
  isMeant: (status: NodeStatus) => boolean,
): readonly Problem[] {
  return aliveNodes(snapshot).flatMap((node) => {
    const status = snapshot.statuses.get(node.nodeId);
    if (status === undefined || !isMeant(status)) return [];
    const { freeBytes, logBytes } = status;
    return [
      {
        subject: subjectOf(node),
        what: `${placeOf(node)} has ${sizeText(freeBytes)} free beside ${sizeText(logBytes)} of logs`,
        commands: [`weir node describe ${node.nodeId}`, 'weir cluster balance --dry-run'],
      },
    ];
  });
}

function isLow(status: NodeStatus): boolean {
  return status.freeBytes < lowFreeBytes || freeShare(status) < lowFreeShare;
}

function isTooLow(status: NodeStatus): boolean {
  return status.freeBytes < tooLowFreeBytes || freeShare(status) < tooLowFreeShare;
}

function freeShare({ freeBytes, logBytes }: NodeStatus): number {
  return freeBytes / Math.max(1, freeBytes + logBytes);
}

function unevenDisks(snapshot: ClusterSnapshot): readonly Problem[] {
  const nodes = aliveNodes(snapshot);
  const bytesOf = ({ nodeId }: Node): number => snapshot.statuses.get(nodeId)?.logBytes ?? 0;
  const mean = nodes.reduce((sum, node) => sum + bytesOf(node), 0) / Math.max(1, nodes.length);
  return nodes
    .filter((node) => bytesOf(node) > unevenDiskBytes && bytesOf(node) > 2 * mean)
    .map((node) => ({
      subject: subjectOf(node),
      what: `Node ${node.nodeId} has ${sizeText(bytesOf(node))} of logs, the average node ${sizeText(mean)}`,
      commands: ['weir cluster balance --dry-run'],
    }));
}

function sizeText(bytes: number): string {
  return bytes >= gib ? `${(bytes / gib).toFixed(1)} GiB` : `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
