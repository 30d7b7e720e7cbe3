import type { DescribeClusterResponse, Node, NodeStatus } from '@weir/protos';
import type { Throughput, ThroughputPoint } from '../../state/throughput.ts';
import { type NodeState, nodeState } from './node-state.ts';

/** All that is known of a node. */
export interface NodeRow {
  readonly node: Node;
  /** What the cluster knows of it: drains, replicas that are its own. */
  readonly status: NodeStatus | undefined;
  /** The same, once the node has reported itself: only then its figures mean something. */
  readonly report: NodeStatus | undefined;
  readonly state: NodeState;
  readonly rates: Throughput | undefined;
}

/** The nodes of a cluster, in order of their ids. */
export function nodeRows(
  { nodes, nodeStatuses }: Pick<DescribeClusterResponse, 'nodes' | 'nodeStatuses'>,
  throughput: ThroughputPoint | undefined,
): readonly NodeRow[] {
  const statuses = new Map(nodeStatuses.map((status) => [status.nodeId, status]));
  return nodes
    .toSorted((left, right) => left.nodeId - right.nodeId)
    .map((node) => {
      const status = statuses.get(node.nodeId);
      const report = status !== undefined && status.reportedAtMs > 0 ? status : undefined;
      const isDead = node.state === 'NODE_STATE_DEAD';
      const rates = isDead ? undefined : throughput?.byNode.get(node.nodeId);
      return { node, status, report, state: nodeState(node, status), rates };
    });
}
