import { redisCommand } from '../../../harness/redis-command.ts';
import { countStartedOver } from '../delivery.ts';
import { allPartitions, GroupLoad } from '../group-load.ts';
import { machineNowMs } from '../../machine-clock.ts';
import type { RebalancePart } from '../rebalance-part.ts';

/** Leases of shards last 3 s: long enough for what their end sets off. */
const watchMs = 5_000;

/** Redis loses everything while the group reads; then a member dies, and another takes its place. */
export const emptyRedis: RebalancePart = {
  id: 'flushall',
  what: 'FLUSHALL of Redis',
  figures: [
    { id: 'gapMs', what: 'FLUSHALL of Redis: longest delivery gap', unit: 'ms' },
    {
      id: 'takeoverMs',
      what: 'kill -9 of a member after it: until others deliver its partitions',
      unit: 'ms',
    },
    { id: 'steadyGapMs', what: 'before it: longest delivery gap', unit: 'ms' },
  ],
  async run(setting, name) {
    await using load = await GroupLoad.start(setting, name);
    await load.whenCommittedBeyond(new Map());
    const steadyGapMs = await load.steadyGapMs();
    const committed = await load.committed();
    const atMs = machineNowMs();
    await redisCommand(setting.cluster.member('redis').address, 'FLUSHALL');
    await load.pass(watchMs);
    await load.whenStable(load.members.length);
    const watchedUntilMs = machineNowMs();
    const gapMs = load.longestGapMs(allPartitions, atMs, watchedUntilMs);

    const [victim] = load.members;
    if (victim === undefined) throw new Error('The load has members');
    const partitions = load.partitionsOf(victim);
    const committedLater = await load.committed();
    const killedAtMs = await load.kill(victim);
    const takeoverMs = await load.takeoverMs(victim, partitions, killedAtMs);
    const successor = await load.addMember();
    load.join(successor);
    await load.firstDeliveryMs(successor, killedAtMs);

    const trial = await load.finish({ gapMs, takeoverMs, steadyGapMs });
    const startedOver = Math.max(
      countStartedOver(load.deliveries, committed, atMs),
      countStartedOver(load.deliveries, committedLater, killedAtMs),
    );
    if (startedOver === 0) return trial;
    const error = `The group started over: ${startedOver} deliveries below committed offsets`;
    return { ...trial, errors: [...trial.errors, error] };
  },
};
