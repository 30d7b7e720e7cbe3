import type { DescribeClusterResponse } from '@weir/protos';
import { formatCounted } from '../format/format-count.ts';

/** How the cluster is, in a word. */
export interface Health {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly text: string;
  readonly title: string;
}

/** Bad: something cannot be read or written. Warn: something is missing that should come back. */
export function healthOf(cluster: DescribeClusterResponse | undefined): Health | undefined {
  if (cluster === undefined) return undefined;
  const { leaderlessPartitions, underReplicatedPartitions, nodes } = cluster;
  if (leaderlessPartitions > 0) {
    const text = `${formatCounted(leaderlessPartitions, 'partition')} without a leader`;
    return { tone: 'bad', text, title: 'They can be neither read nor written' };
  }
  const down = nodes.filter(({ state }) => state === 'NODE_STATE_DEAD').length;
  if (down > 0) {
    const text = `${formatCounted(down, 'node')} down`;
    return { tone: 'warn', text, title: 'See Nodes' };
  }
  if (underReplicatedPartitions > 0) {
    const text = `${formatCounted(underReplicatedPartitions, 'partition')} under-replicated`;
    return { tone: 'warn', text, title: 'Replicas are behind: they catch up by themselves' };
  }
  return { tone: 'good', text: 'Healthy', title: 'Every partition has a leader and all replicas' };
}
