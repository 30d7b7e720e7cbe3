import { inspect } from 'node:util';
import { Weir } from '@weir/client';
import { LocalCluster } from '../../harness/local-cluster.ts';
import type { Workload, WorkloadOptions, WorkloadReport } from '../workload.ts';
import { commits } from './parts/commits.ts';
import { emptyRedis } from './parts/empty-redis.ts';
import { join } from './parts/join.ts';
import { killCoordinator } from './parts/kill-coordinator.ts';
import { killMember } from './parts/kill-member.ts';
import { leave } from './parts/leave.ts';
import { manyMembers } from './parts/many-members.ts';
import {
  noRecords,
  type RebalancePart,
  type RebalanceSetting,
  type RebalanceTrial,
} from './rebalance-part.ts';
import { describeTrial, type PartResult, toReport } from './rebalance-report.ts';

const parts: readonly RebalancePart[] = [
  killMember,
  leave,
  join,
  killCoordinator,
  emptyRedis,
  manyMembers,
  commits,
];

/** How long groups stand still while members and coordinators come and go, by default settings. */
export const rebalance: Workload = {
  summary: 'delivery gaps while members and coordinators come and go, and commits a second',
  repeats: 'trials',
  defaultTrials: 10,
  parts: parts.map(({ id }) => id),
  run: runRebalance,
};

async function runRebalance(options: WorkloadOptions): Promise<WorkloadReport> {
  await using cluster = new LocalCluster({ directory: options.directory });
  await cluster.start();
  await cluster.whenReady();
  await using weir = new Weir({ bootstrap: cluster.bootstrap });
  const setting = { cluster, weir, signal: options.signal };
  const results: PartResult[] = [];
  for (const part of parts) {
    if (options.only?.includes(part.id) === false) continue;
    const trials: RebalanceTrial[] = [];
    for (let index = 1; index <= options.trials; index += 1) {
      const trial = await runTrial(setting, part, `${part.id}-${index}`);
      trials.push(trial);
      options.progress(`${part.what}, trial ${index}: ${describeTrial(part, trial)}`);
    }
    results.push({ part, trials });
  }
  return toReport(results);
}

/** A trial that does not come to its end is an error, and no reason to run no more. */
async function runTrial(
  setting: RebalanceSetting,
  part: RebalancePart,
  name: string,
): Promise<RebalanceTrial> {
  try {
    return await part.run(setting, name);
  } catch (error) {
    setting.signal.throwIfAborted();
    await setting.cluster.whenReady();
    return { figures: {}, counts: noRecords, errors: [`The trial failed: ${inspect(error)}`] };
  }
}
