import { allPartitions, GroupLoad } from '../group-load.ts';
import { machineNowMs } from '../../machine-clock.ts';
import type { RebalancePart } from '../rebalance-part.ts';

/** As long as the steady time that it is compared with. */
const watchMs = 2_000;

/** A fourth member joins: what the partitions that move and those that stay feel of it. */
export const join: RebalancePart = {
  id: 'join',
  what: 'a fourth member joins',
  figures: [
    {
      id: 'stayingGapAboveSteadyMs',
      what: 'a member joins: longest gap of partitions that stay, above steady',
      unit: 'ms',
      bar: { atMost: 20 },
    },
    {
      id: 'movingGapMs',
      what: 'a member joins: longest gap of partitions that move',
      unit: 'ms',
      bar: { atMost: 300 },
    },
    {
      id: 'firstRecordMs',
      what: 'a member joins: from its start to its first record',
      unit: 'ms',
      bar: { atMost: 1_000 },
    },
    {
      id: 'spawnToFirstRecordMs',
      what: 'the same with the start of its process',
      unit: 'ms',
    },
    { id: 'steadyGapMs', what: 'before it: longest delivery gap', unit: 'ms' },
  ],
  async run(setting, name) {
    await using load = await GroupLoad.start(setting, name);
    // Loading modules takes a core for a while: that is over before anything is measured.
    const joiner = await load.addMember();
    const loadingMs = (await joiner.whenReady()) - joiner.spawnedAtMs;
    const steadyGapMs = await load.steadyGapMs();
    const before = load.owners();
    const sinceMs = machineNowMs();
    load.join(joiner);
    const startedAtMs = await load.instantOf('started', joiner);
    const firstRecordMs = (await load.firstDeliveryMs(joiner, startedAtMs)) - startedAtMs;
    await load.whenStable(load.members.length);
    await load.pass(sinceMs + watchMs - machineNowMs());
    const untilMs = machineNowMs();
    const after = load.owners();
    const hasMoved = (partition: number): boolean => before.get(partition) !== after.get(partition);
    const moving = allPartitions.filter(hasMoved);
    const staying = allPartitions.filter((partition) => !hasMoved(partition));
    return await load.finish({
      stayingGapAboveSteadyMs: load.longestGapMs(staying, sinceMs, untilMs) - steadyGapMs,
      movingGapMs: load.longestGapMs(moving, sinceMs, untilMs),
      firstRecordMs,
      spawnToFirstRecordMs: loadingMs + firstRecordMs,
      steadyGapMs,
    });
  },
};
