import { consume100b, consume1k, groupConsume } from './contests/consume.ts';
import { endToEnd } from './contests/end-to-end.ts';
import { gateway } from './contests/gateway.ts';
import { oneInFlight } from './contests/one-in-flight.ts';
import { produceRf1 } from './contests/produce-rf1.ts';
import { produce100b, produce1k } from './contests/produce.ts';
import { coldStart } from './cold-start/cold-start.ts';
import { failover } from './failover/failover.ts';
import { growth } from './growth/growth.ts';
import { idle } from './idle/idle.ts';
import { manyPartitions } from './many-partitions/many-partitions.ts';
import { micro } from './micro/micro.ts';
import { rebalance } from './rebalance/rebalance.ts';
import { recovery } from './recovery/recovery.ts';
import { idleSubscribers } from './subscribers/subscribers.ts';
import type { Workload } from './workload.ts';

/** Every benchmark by its name on the command line. */
export const workloads: ReadonlyMap<string, Workload> = new Map([
  ['produce-100b', produce100b],
  ['produce-1k', produce1k],
  ['produce-rf1', produceRf1],
  ['one-in-flight', oneInFlight],
  ['end-to-end', endToEnd],
  ['consume-100b', consume100b],
  ['consume-1k', consume1k],
  ['group-consume', groupConsume],
  ['gateway', gateway],
  ['subscribers', idleSubscribers],
  ['failover', failover],
  ['rebalance', rebalance],
  ['cold-start', coldStart],
  ['idle', idle],
  ['many-partitions', manyPartitions],
  ['recovery', recovery],
  ['growth', growth],
  ['micro', micro],
]);
