import { GroupLoad } from '../group-load.ts';
import type { RebalancePart } from '../rebalance-part.ts';

/** One member of three closes its consumer: how long its partitions stand still. */
export const leave: RebalancePart = {
  id: 'leave',
  what: 'close() of a member',
  figures: [
    {
      id: 'takeoverMs',
      what: 'close() of a member: until others deliver its partitions',
      unit: 'ms',
      bar: { atMost: 200 },
    },
    { id: 'steadyGapMs', what: 'before it: longest delivery gap', unit: 'ms' },
  ],
  async run(setting, name) {
    await using load = await GroupLoad.start(setting, name);
    const steadyGapMs = await load.steadyGapMs();
    const [leaver] = load.members;
    if (leaver === undefined) throw new Error('The load has members');
    const partitions = load.partitionsOf(leaver);
    await leaver.leave();
    const atMs = await load.instantOf('leaving', leaver);
    const takeoverMs = await load.takeoverMs(leaver, partitions, atMs);
    return await load.finish({ takeoverMs, steadyGapMs });
  },
};
