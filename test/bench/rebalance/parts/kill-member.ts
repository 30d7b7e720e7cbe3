import { GroupLoad } from '../group-load.ts';
import type { RebalancePart } from '../rebalance-part.ts';

/** One member of three dies: how long its partitions stand still. */
export const killMember: RebalancePart = {
  id: 'kill-member',
  what: 'kill -9 of a member',
  figures: [
    {
      id: 'takeoverMs',
      what: 'kill -9 of a member: until others deliver its partitions',
      unit: 'ms',
      bar: { atMost: 1_500 },
    },
    { id: 'steadyGapMs', what: 'before it: longest delivery gap', unit: 'ms' },
  ],
  async run(setting, name) {
    await using load = await GroupLoad.start(setting, name);
    const steadyGapMs = await load.steadyGapMs();
    const [victim] = load.members;
    if (victim === undefined) throw new Error('The load has members');
    const partitions = load.partitionsOf(victim);
    const atMs = await load.kill(victim);
    const takeoverMs = await load.takeoverMs(victim, partitions, atMs);
    return await load.finish({ takeoverMs, steadyGapMs });
  },
};
