import type { LocalCluster } from '../../harness/local-cluster.ts';
import type { ServerProcess } from '../contest/process-usage.ts';

/** Every process of a cluster. Throws when one has ended, with the end of its log. */
export function serversOf(cluster: LocalCluster): ServerProcess[] {
  return cluster.members.map(({ name, role, process }) => {
    if (process.pid === undefined) throw new Error(`${name} ended:\n${process.logTail()}`);
    return { name, pid: process.pid, isNode: role === 'storage-node' };
  });
}
