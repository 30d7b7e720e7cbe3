import type { Admin, Weir, WeirOptions } from '@weir/client';
import type { TestAuthority } from '@weir/runtime/fixtures';
import type { ClusterMember, LocalCluster } from '../../../harness/local-cluster.ts';
import type { ScrapeTarget } from '../../../harness/scrape-targets.ts';
import type { SmallDisk } from '../../../harness/small-disk.ts';
import type { Undo } from './alert-drill.ts';

/** What a drill acts on: a cluster with a topic that is written and read, and a Prometheus that watches. */
export interface DrillScene {
  readonly directory: string;
  readonly cluster: LocalCluster;
  readonly weir: Weir;
  readonly admin: Admin;
  /** Three partitions on all of the first three nodes; two of them must be in sync. */
  readonly topic: string;
  /** How a further client finds the cluster, as one that may do everything. */
  readonly clientOptions: WeirOptions;
  /** With environment `small-disk` and `small-redis-disk`. */
  readonly smallDisk: SmallDisk | undefined;
  /** With environment `tls`. */
  readonly authority: TestAuthority | undefined;
  /** Has Prometheus scrape one more, until what it returns is called. */
  readonly addTarget: (target: ScrapeTarget) => () => void;
  /** Ends the group that reads the topic. */
  readonly stopReader: () => Promise<void>;
}

/** The Redis of a scene's cluster. */
export function redisOf({ cluster }: DrillScene): ClusterMember {
  return cluster.member('redis');
}

/** Does something again and again, each time after a pause, until it is undone; failures do not end it. */
export function repeat(action: (signal: AbortSignal) => Promise<unknown>, pauseMs: number): Undo {
  const stopping = new AbortController();
  const done = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await action(stopping.signal);
      } catch {
        // What is tried in a broken cluster may fail.
      }
      await new Promise((resolve) => {
        setTimeout(resolve, pauseMs);
      });
    }
  })();
  return async () => {
    stopping.abort();
    await done;
  };
}

/** Kills members, and starts them again in the end. */
export async function kill(victims: readonly ClusterMember[]): Promise<Undo> {
  await Promise.all(victims.map(({ process }) => process.kill('SIGKILL')));
  return async () => {
    for (const { process } of victims) process.start();
  };
}

/** Ends several faults, the last one first. */
export function undoAll(...undos: readonly Undo[]): Undo {
  return async () => {
    for (const undo of undos.toReversed()) await undo();
  };
}
