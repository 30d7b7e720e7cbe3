import type { ClusterMember, LocalCluster } from '../../harness/local-cluster.ts';

/** A way in which processes end; they are started again afterwards. */
export interface RecoveryPart {
  readonly id: string;
  readonly what: string;
  /** Whether all processes end, Redis too, or storage node 1 alone. */
  readonly isOfAll: boolean;
  readonly end: (cluster: LocalCluster) => Promise<void>;
}

/** The parts, in the order of the table. */
export const recoveryParts: readonly RecoveryPart[] = [
  {
    id: 'stop-node',
    what: 'a node is stopped',
    isOfAll: false,
    end: (cluster) => cluster.node(1).process.stop(),
  },
  {
    id: 'kill-node',
    what: 'kill -9 of a node',
    isOfAll: false,
    end: (cluster) => cluster.node(1).process.kill(),
  },
  {
    id: 'stop-cluster',
    what: 'the cluster is stopped',
    isOfAll: true,
    end: (cluster) => cluster.stop(),
  },
  {
    id: 'kill-cluster',
    what: 'kill -9 of all processes',
    isOfAll: true,
    end: (cluster) => cluster.killAll(),
  },
];

/** The storage nodes that a part ends. */
export function endedNodes(cluster: LocalCluster, part: RecoveryPart): readonly ClusterMember[] {
  return part.isOfAll ? cluster.byRole('storage-node') : [cluster.node(1)];
}
