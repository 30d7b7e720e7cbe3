import { eventually } from '../../harness/eventually.ts';
import type { Kubectl } from './kubectl.ts';
import type { LoadPlan } from './load/load-plan.ts';
import { loadRoutes } from './load/load-plan.ts';
import type { LoadLog } from './load-log.ts';
import type { LoadPod } from './load-pod.ts';
import type { WeirRelease } from './weir-release.ts';

/** What only those who run the cluster can do, as command lines; see the README. */
export interface OperatorCommands {
  readonly powerOff: string | undefined;
  readonly powerOn: string | undefined;
}

/** What an act has to do with. */
export interface Scene {
  readonly kubectl: Kubectl;
  readonly release: WeirRelease;
  readonly plan: LoadPlan;
  readonly load: LoadPod;
  readonly log: LoadLog;
  /** The machine that the load is on: it is left alone. */
  readonly loadNode: string;
  readonly commands: OperatorCommands;
  /** How long each wait may take. */
  readonly patienceMs: number;
  readonly progress: (line: string) => void;
}

/** One thing that is done to the cluster under load. */
export interface Act {
  readonly name: string;
  readonly what: string;
  /** Whether somebody meant it to happen: then no write may fail. */
  readonly isPlanned: boolean;
  /** Why it cannot be done here. */
  readonly skip?: (scene: Scene) => string | undefined;
  /** Does it, checks what came of it, and returns what is worth telling. */
  readonly run: (scene: Scene) => Promise<string>;
}

/** Resolves when every pod is ready, every replica in sync, and every partition flows by every route. */
export async function whenWhole(scene: Scene): Promise<void> {
  const { patienceMs: timeoutMs } = scene;
  await eventually(() => areAllPodsReady(scene), {
    timeoutMs,
    intervalMs: 500,
    what: 'Readiness of all pods',
  });
  await eventually(() => areAllInSync(scene), {
    timeoutMs,
    intervalMs: 500,
    what: 'Full in-sync sets',
  });
  await whenFlowing(scene);
}

/** Resolves when every partition has taken a record and given one by every route since the call. */
export async function whenFlowing({ log, plan, patienceMs }: Scene): Promise<void> {
  const sinceMs = await log.pull();
  await eventually(
    async () => {
      await log.pull();
      for (const route of loadRoutes) {
        for (const kind of ['acknowledged', 'delivered'] as const) {
          const partitions = log.partitionsSince(kind, route, sinceMs);
          if (partitions.length < plan.partitions) {
            throw new Error(`By route ${route} only ${partitions.join(', ')} ${kind}`);
          }
        }
      }
      return true;
    },
    { timeoutMs: patienceMs, intervalMs: 250, what: 'A flow through every partition' },
  );
}

async function areAllPodsReady({ release }: Scene): Promise<boolean> {
  const names = await release.notReady();
  if (names.length > 0) throw new Error(`Not ready: ${names.join(', ')}`);
  return true;
}

async function areAllInSync({ load }: Scene): Promise<boolean> {
  const { partitions } = await load.describe();
  const behind = partitions.filter(
    ({ leader, assignedReplicas, inSyncReplicas }) =>
      leader === undefined || inSyncReplicas.length < assignedReplicas.length,
  );
  if (behind.length > 0) throw new Error(`Not in sync: ${JSON.stringify(behind)}`);
  return true;
}
