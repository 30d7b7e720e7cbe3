import { Weir } from '@weir/client';
import { LocalCluster, type LocalClusterOptions } from './local-cluster.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A cluster in a directory of its own, and a client of it; all three end together. */
export interface StartedCluster extends AsyncDisposable {
  readonly cluster: LocalCluster;
  /** Connects when it is first used. */
  readonly weir: Weir;
}

/** Starts the processes of a cluster; `cluster.whenReady` tells when they have found each other. */
export async function startCluster(
  options: Omit<LocalClusterOptions, 'directory'> = {},
): Promise<StartedCluster> {
  const directory = await temporaryDirectory();
  const cluster = new LocalCluster({ ...options, directory: directory.path });
  await cluster.start();
  const weir = new Weir({ bootstrap: cluster.bootstrap });
  return {
    cluster,
    weir,
    async [Symbol.asyncDispose]() {
      await weir.close();
      await cluster[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}
