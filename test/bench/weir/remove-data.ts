import { rm } from 'node:fs/promises';
import type { LocalCluster } from '../../harness/local-cluster.ts';

/** Removes the records that a cluster kept, which has ended; what its processes logged stays. */
export async function removeData(cluster: LocalCluster): Promise<void> {
  for (const { dataDir } of cluster.byRole('storage-node')) {
    if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true });
  }
}
