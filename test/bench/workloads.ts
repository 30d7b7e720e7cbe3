import { oneInFlight } from './contests/one-in-flight.ts';
import { produce100b, produce1k } from './contests/produce.ts';
import { failover } from './failover/failover.ts';
import { rebalance } from './rebalance/rebalance.ts';
import type { Workload } from './workload.ts';

/** Every benchmark by its name on the command line. */
export const workloads: ReadonlyMap<string, Workload> = new Map([
  ['produce-100b', produce100b],
  ['produce-1k', produce1k],
  ['one-in-flight', oneInFlight],
  ['failover', failover],
  ['rebalance', rebalance],
]);
