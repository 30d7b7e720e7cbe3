import { allPartitions, GroupLoad } from '../group-load.ts';
import { machineNowMs } from '../../machine-clock.ts';
import type { RebalancePart } from '../rebalance-part.ts';

/** Leases of shards last 3 s: long enough for what their end sets off. */
const watchMs = 5_000;

/** The group's coordinator dies, another takes over, and the first comes back. */
export const killCoordinator: RebalancePart = {
  id: 'kill-coordinator',
  what: "kill -9 of the group's coordinator",
  figures: [
    {
      id: 'gapMs',
      what: 'kill -9 of the coordinator: longest delivery gap',
      unit: 'ms',
      bar: { atMost: 1_500 },
    },
    { id: 'returnGapMs', what: 'while it returns: longest delivery gap', unit: 'ms' },
    {
      id: 'servedAgainMs',
      what: 'kill -9 of the coordinator: until another answers for the group',
      unit: 'ms',
    },
    { id: 'steadyGapMs', what: 'before it: longest delivery gap', unit: 'ms' },
  ],
  async run(setting, name) {
    await using load = await GroupLoad.start(setting, name);
    const steadyGapMs = await load.steadyGapMs();
    const victim = await load.coordinator();
    const committed = await load.committed();
    const atMs = machineNowMs();
    await victim.process.kill('SIGKILL');
    try {
      await load.whenStable(load.members.length);
      const servedAtMs = machineNowMs();
      await load.pass(atMs + watchMs - servedAtMs);
      await load.whenCommittedBeyond(committed);
      const returnAtMs = machineNowMs();
      victim.process.start();
      await setting.cluster.whenReady();
      await load.whenStable(load.members.length);
      await load.pass(returnAtMs + watchMs - machineNowMs());
      return await load.finish({
        gapMs: load.longestGapMs(allPartitions, atMs, returnAtMs),
        returnGapMs: load.longestGapMs(allPartitions, returnAtMs, machineNowMs()),
        servedAgainMs: servedAtMs - atMs,
        steadyGapMs,
      });
    } finally {
      if (!victim.process.isRunning) victim.process.start();
    }
  },
};
