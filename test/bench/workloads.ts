import { failover } from './failover/failover.ts';
import { rebalance } from './rebalance/rebalance.ts';
import type { Workload } from './workload.ts';

/** Every benchmark by its name on the command line. */
export const workloads: ReadonlyMap<string, Workload> = new Map([
  ['failover', failover],
  ['rebalance', rebalance],
]);
