import { setTimeout as wait } from 'node:timers/promises';
import { sum } from '../statistics.ts';
import { readProcessUsage, type ServerProcess } from './process-usage.ts';

/** What a process used while nothing was asked of it. */
export interface IdleUsage {
  readonly isNode: boolean;
  /** Of one core. */
  readonly cpuPercent: number;
  /** At the end. */
  readonly rssMib: number;
}

/** Watches processes for a time. */
export async function watchIdle(
  servers: readonly ServerProcess[],
  durationMs: number,
  signal: AbortSignal,
): Promise<readonly IdleUsage[]> {
  const read = () => Promise.all(servers.map(({ pid }) => readProcessUsage(pid)));
  const before = await read();
  const startedAtMs = performance.now();
  await wait(durationMs, undefined, { signal });
  const after = await read();
  const seconds = (performance.now() - startedAtMs) / 1_000;
  return after.map(({ cpuSeconds, rssMib }, index) => ({
    isNode: servers[index]?.isNode ?? false,
    cpuPercent: (100 * (cpuSeconds - (before[index]?.cpuSeconds ?? 0))) / seconds,
    rssMib,
  }));
}

/** The node that uses most of each, and all servers together. */
export function summarizeIdle(usages: readonly IdleUsage[]) {
  const nodes = usages.filter(({ isNode }) => isNode);
  return {
    nodeRssMib: Math.max(...nodes.map(({ rssMib }) => rssMib)),
    nodeIdleCpuPercent: Math.max(...nodes.map(({ cpuPercent }) => cpuPercent)),
    serversRssMib: sum(usages.map(({ rssMib }) => rssMib)),
    serversIdleCpuPercent: sum(usages.map(({ cpuPercent }) => cpuPercent)),
  };
}
