import { WeirError } from '@weir/core';
import { nodeIdOf } from '../world/simulated-replica.ts';
import { Stage, type StageSettings } from './stage.ts';

/** A schedule that breaks a rule on code with some bug, and none on sound code. */
export interface Scenario {
  readonly name: string;
  readonly settings?: StageSettings;
  readonly play: (stage: Stage) => Promise<void>;
}

const all = [1, 2, 3];
const pageCache = { flushPolicy: 'page-cache' } as const;

/** Node 1 leads epoch 1 and has told `others`, which follow it. */
async function begin(stage: Stage, others: readonly number[]): Promise<void> {
  await stage.elect(
    1,
    stage.cluster.nodes.map(({ nodeId }) => nodeId),
    { isTold: false },
  );
  await stage.tell(1, [1, ...others]);
}

/** The shortest counterexamples of the checked model, and a few of our own. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'a follower joins again before it knows what is committed',
    play: async (stage) => {
      await begin(stage, [2]);
      stage.append(1);
      await stage.until(() => stage.committedEnd === 1);
      await stage.cut(2, [1]);
      await stage.heal();
      await stage.elect(2, [2, 3]);
    },
  },
  {
    name: 'a follower below the start of the epoch is elected away',
    play: async (stage) => {
      await begin(stage, []);
      stage.append(1);
      stage.append(1);
      await stage.settle();
      await stage.elect(2, [2, 3], { isTold: false });
      await stage.elect(3, [1, 3], { isTold: false });
      await stage.tell(2, [2]);
      await stage.promise(4, [2]);
      stage.cluster.world.sendLimits.set(3, 1);
      await stage.tell(3, [1, 3]);
      await stage.elect(5, [2, 3]);
    },
  },
  {
    name: 'a promise is forgotten in a crash',
    play: async (stage) => {
      await begin(stage, []);
      await stage.elect(3, [2, 3], { isTold: false });
      await stage.restart(3, 'process');
      await stage.tell(3, [2]);
      stage.append(1);
      await stage.tell(1, [3]);
    },
  },
  {
    name: 'a longer log of an older epoch stands for election',
    play: async (stage) => {
      await begin(stage, []);
      stage.append(1);
      stage.append(1);
      await stage.settle();
      await stage.elect(2, [2, 3]);
      stage.append(2, { producerId: 2 });
      await stage.settle();
      await stage.elect(4, [1, 3]);
    },
  },
  {
    name: 'a follower joins again and is elected away before anything is sent to it',
    play: async (stage) => {
      await begin(stage, []);
      stage.append(1);
      await stage.settle();
      await stage.elect(2, [2, 3], { isTold: false });
      await stage.elect(3, [1, 3], { isTold: false });
      await stage.tell(2, [2]);
      await stage.promise(4, [2]);
      await stage.tell(3, [1, 3]);
      stage.cluster.world.sendLimits.set(3, -1);
      await stage.cut(3, [1]);
      await stage.heal();
      await stage.elect(5, [2, 3]);
    },
  },
  {
    name: 'a follower dies while it cuts its log',
    play: async (stage) => {
      const { world } = stage.cluster;
      await begin(stage, []);
      world.sendLimits.set(2, 1);
      await stage.tell(1, [2]);
      stage.append(1);
      stage.append(1);
      await stage.settle();
      await stage.elect(2, [2, 3], { isTold: false });
      await stage.elect(3, [1, 3], { isTold: false });
      await stage.tell(2, [2]);
      stage.append(2, { producerId: 2 });
      await stage.settle();
      await stage.tell(3, [1]);
      world.maxDiskMs = 300;
      await stage.tell(3, [2]);
      await stage.until(() => stage.node(2).replica?.underWay?.kind === 'truncateLog');
      await stage.restart(2, 'process');
      world.maxDiskMs = 1;
      await stage.tell(3, [2]);
    },
  },
  {
    name: 'a restarted leader is told again that it leads',
    play: async (stage) => {
      await begin(stage, [2, 3]);
      stage.append(1);
      await stage.settle();
      await stage.restart(1, 'process');
      await stage.tell(1, [1]);
    },
  },
  {
    name: 'a follower loses its memory with the power',
    settings: pageCache,
    play: async (stage) => {
      await begin(stage, [2]);
      stage.append(1);
      await stage.until(() => stage.committedEnd === 1);
      await stage.restart(2, 'power', { keeps: 0 });
      await stage.elect(2, [2, 3]);
    },
  },
  {
    name: 'an unclean follower reaches the start of the epoch',
    settings: pageCache,
    play: async (stage) => {
      await begin(stage, [2]);
      stage.append(1);
      await stage.until(() => stage.committedEnd === 1);
      stage.cluster.world.sendLimits.set(2, 0);
      await stage.restart(2, 'power', { keeps: 0 });
      await stage.tell(1, [2]);
      await stage.settle(500);
      await stage.elect(2, [2, 3]);
    },
  },
  {
    name: 'the power goes before a follower has synced',
    play: async (stage) => {
      await begin(stage, [2]);
      stage.cluster.world.maxDiskMs = 400;
      stage.append(1);
      await stage.until(() => stage.committedEnd === 1);
      stage.cluster.world.maxDiskMs = 1;
      await stage.restart(2, 'power');
      await stage.elect(2, [2, 3]);
    },
  },
  {
    name: 'a producer repeats a batch at a leader that has cut its log',
    play: async (stage) => {
      await begin(stage, [2, 3]);
      stage.append(1);
      await stage.settle();
      await stage.cut(1, [2, 3]);
      stage.append(1);
      await stage.elect(2, [2, 3]);
      await stage.heal();
      await stage.tell(2, [1]);
      await stage.settle(500);
      await stage.elect(3, all);
      stage.append(1, { sequence: 0 });
      await stage.settle();
    },
  },
  {
    name: 'a node that holds nothing is the first of the stored list',
    play: async (stage) => {
      await begin(stage, [2]);
      stage.append(1);
      await stage.settle();
      await stage.elect(2, [3], { preference: [3, 1, 2] });
    },
  },
  {
    name: 'two controllers elect in one epoch',
    settings: { replicationFactor: 2 },
    play: async (stage) => {
      await stage.elect(2, [1], { proposalId: 'one' });
      await stage.elect(2, [2], { proposalId: 'other' });
    },
  },
  {
    name: 'all but the only holder of a record elect',
    settings: { minInsyncReplicas: 1 },
    play: async (stage) => {
      await begin(stage, []);
      stage.append(1);
      await stage.settle();
      await stage.elect(2, [2, 3]);
    },
  },
  {
    name: 'a lone leader has appended',
    play: async (stage) => {
      await begin(stage, []);
      stage.append(1);
      await stage.settle();
      await stage.elect(2, [2, 3]);
    },
  },
  {
    name: 'a replica set grows while old members are away',
    settings: { spareNodes: 1 },
    play: async (stage) => {
      await begin(stage, []);
      await stage.tell(1, [4]);
      stage.change(1, 1, { replicas: [1, 2, 3, 4].map(nodeIdOf), minInsyncReplicas: 2 });
      await stage.settle(200);
      await stage.elect(2, [2, 3]);
    },
  },
  {
    name: 'a replaced controller calls late',
    play: async (stage) => {
      const { control } = stage.node(1);
      control.promise(5, [], () => undefined);
      try {
        control.promise(4, [], () => undefined);
      } catch (error) {
        if (!(error instanceof WeirError)) throw error;
      }
      await stage.settle();
    },
  },
  {
    name: 'a member with a new disk counts for a leader that it had voted out',
    play: async (stage) => {
      await begin(stage, [2, 3]);
      stage.append(1);
      await stage.settle();
      await stage.cut(1, [2, 3]);
      await stage.elect(2, [2, 3]);
      await stage.replaceDisk(3);
      await stage.heal();
      await stage.tell(1, [3]);
      stage.append(1);
      await stage.settle();
    },
  },
];

/** Plays a scenario; the rule that it has broken, if it has. */
export async function play({ settings, play: run }: Scenario): Promise<string | undefined> {
  const stage = new Stage(settings);
  const { history } = stage.cluster;
  try {
    await run(stage);
    await stage.settle(500);
  } catch (error) {
    if (history.violation === undefined) return `unexpected error: ${String(error)}`;
  }
  return history.violation?.message;
}
