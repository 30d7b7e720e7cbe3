import { partitionKey } from '@weir/coordinator/cores';
import { toTopicId } from '@weir/core';
import { guarded } from '../group-simulation.ts';
import type { GroupsSettings } from '../settings.ts';
import { GroupStage } from './group-stage.ts';

/** A schedule that breaks a rule on code with some bug, and none on sound code. */
export interface GroupScenario {
  readonly name: string;
  readonly settings?: Partial<GroupsSettings>;
  readonly play: (stage: GroupStage) => Promise<void>;
}

/** What was told, fenced and read twice until now. */
function countsOf({ cluster }: GroupStage) {
  const { assigned, fenced, handledAgain } = cluster.history.counts;
  return { assigned, fenced, handledAgain };
}

/** The critical cases of the protocol. */
export const groupScenarios: readonly GroupScenario[] = [
  {
    name: 'a coordinator that dies fences nobody, moves nothing, and nothing is read twice',
    play: async (stage) => {
      const members = await stage.begin(4, 2);
      const before = { ...countsOf(stage), held: members.map((each) => stage.partitionsOf(each)) };
      stage.owner?.kill();
      await stage.run(200);
      await stage.settled();
      await stage.run(1_500);
      const after = countsOf(stage);
      stage.expect(after.fenced === before.fenced, 'somebody was fenced');
      stage.expect(after.handledAgain === before.handledAgain, 'something was read twice');
      stage.expect(after.assigned === before.assigned + 2, 'somebody was told more than once');
      for (const [index, member] of members.entries()) {
        const held = before.held[index]?.join();
        stage.expect(stage.partitionsOf(member).join() === held, 'a partition has moved');
      }
    },
  },
  {
    name: 'a coordinator that stops hands over at once',
    play: async (stage) => {
      await stage.begin(4, 2);
      const before = countsOf(stage);
      const { owner } = stage;
      owner?.stop(() => {
        owner.kill();
      });
      await stage.until(() => stage.owner !== undefined && stage.owner !== owner);
      await stage.run(1_500);
      const after = countsOf(stage);
      stage.expect(after.fenced === before.fenced, 'somebody was fenced');
      stage.expect(after.handledAgain === before.handledAgain, 'something was read twice');
    },
  },
  {
    name: 'a coordinator that was paused beyond lease and session timeout changes nothing',
    play: async (stage) => {
      const [member] = await stage.begin(2, 2);
      const { owner } = stage;
      if (owner === undefined || member === undefined) return;
      owner.process.pausedUntilMs = stage.cluster.queue.nowMs + 9_000;
      await stage.until(() => stage.owner !== undefined && stage.owner !== owner);
      await stage.run(10_000);
    },
  },
  {
    name: 'a member that joins gets a partition only after it was let go of',
    play: async (stage) => {
      await stage.begin(2, 1, { slowPerMille: 1_000 });
      await stage.join();
      await stage.settled();
    },
  },
  {
    name: 'an answer crosses the grant and the revocation of another partition',
    settings: { coordinators: 1 },
    play: async (stage) => {
      const [first] = await stage.begin(1, 1);
      const { world, network, queue } = stage.cluster;
      const { owner } = stage;
      if (first === undefined || owner === undefined) return;
      // What the member says is late, what it is told is not.
      network.cut(first.process, owner.process);
      world.topics.addPartition('t1');
      await stage.until(() => stage.partitionsOf(first).length === 2);
      world.topics.addPartition('t1');
      first.process.pausedUntilMs = queue.nowMs + 400;
      await stage.run(80);
      stage.cluster.addMember('g1', { topics: ['t1'], topicPattern: '' });
      stage.cluster.addMember('g1', { topics: ['t1'], topicPattern: '' });
      await stage.run(150);
      network.healAll();
      await stage.run(1_000);
      await stage.settled();
    },
  },
  {
    name: 'a partition is given back while its revocation is under way',
    play: async (stage) => {
      await stage.begin(2, 1, { slowPerMille: 1_000 });
      const second = await stage.join();
      second.leave(() => undefined);
      await stage.run(4_000);
      await stage.settled();
    },
  },
  {
    name: 'a member that does not let go is fenced after its rebalance timeout',
    play: async (stage) => {
      const [first] = await stage.begin(2, 1);
      first?.application?.hang(5_000);
      const second = await stage.join();
      await stage.until(() => stage.partitionsOf(second).length > 0);
      await stage.run(6_000);
    },
  },
  {
    name: 'a stream breaks and the member comes back within the grace',
    play: async (stage) => {
      const [first] = await stage.begin(2, 2);
      const before = countsOf(stage);
      for (const connection of stage.cluster.world.connections) {
        if (first !== undefined && connection.isOf(first.process)) connection.break();
      }
      await stage.run(3_000);
      const after = countsOf(stage);
      stage.expect(after.fenced === before.fenced, 'somebody was fenced');
      stage.expect(after.handledAgain === before.handledAgain, 'something was read twice');
    },
  },
  {
    name: 'a member whose stream is silent is fenced, and learns of it',
    play: async (stage) => {
      const [first] = await stage.begin(2, 2);
      for (const connection of stage.cluster.world.connections) {
        if (first !== undefined && connection.isOf(first.process)) connection.silence();
      }
      await stage.run(9_000);
    },
  },
  {
    name: 'a static member restarts and keeps what it has',
    play: async (stage) => {
      const [first] = await stage.begin(4, 1, { instanceId: 'i1' });
      await stage.join({ instanceId: 'i2' });
      await stage.settled();
      if (first === undefined) return;
      const held = stage.partitionsOf(first).join();
      const before = countsOf(stage);
      first.kill();
      await stage.run(700);
      first.start();
      await stage.run(1_500);
      stage.expect(stage.partitionsOf(first).join() === held, 'a partition has moved');
      stage.expect(countsOf(stage).fenced === before.fenced, 'somebody was fenced');
    },
  },
  {
    name: 'a late commit comes when its partition was another’s and is the member’s again',
    settings: { coordinators: 1 },
    play: async (stage) => {
      await stage.begin(2, 1);
      stage.delayNextCall(4_000);
      await stage.run(1_800);
      const second = await stage.join();
      await stage.until(() => stage.partitionsOf(second).length === 1);
      second.leave(() => undefined);
      await stage.run(4_000);
      await stage.settled();
    },
  },
  {
    name: 'a static member’s last process commits after its next process has begun',
    play: async (stage) => {
      const [first] = await stage.begin(2, 1, { instanceId: 'i1' });
      stage.delayNextCall(800);
      await stage.run(300);
      first?.kill();
      await stage.run(100);
      first?.start();
      await stage.run(2_000);
    },
  },
  {
    name: 'offsets are reset by force while a member commits',
    play: async (stage) => {
      await stage.begin(2, 2);
      for (let count = 0; count < 3; count += 1) {
        await stage.whileRunning(stage.operator.reset('g1', 't1'));
        await stage.run(600);
      }
      await stage.settled();
    },
  },
  {
    name: 'a commit is sent once more after its member was fenced by a reset and has come back',
    settings: { coordinators: 1, recordEveryMs: 10 },
    play: async (stage) => {
      await stage.begin(1, 1);
      stage.delayNextCall(20_000);
      await stage.run(300);
      await stage.whileRunning(stage.operator.reset('g1', 't1', 'RESET_TO_EARLIEST'));
      await stage.run(3_000);
      await stage.settled();
    },
  },
  {
    name: 'somebody asks where the group stands while a commit waits for the store',
    play: async (stage) => {
      await stage.begin(1, 1);
      const { storeProcess, queue } = stage.cluster;
      storeProcess.pausedUntilMs = queue.nowMs + 450;
      await stage.run(300);
      await stage.whileRunning(stage.operator.look('g1', 't1'));
    },
  },
  {
    name: 'the store is down while partitions move',
    play: async (stage) => {
      await stage.begin(3, 1);
      stage.cluster.redis.isDown = true;
      stage.cluster.addMember('g1', { topics: ['t1'], topicPattern: '' });
      await stage.run(600);
      stage.owner?.kill();
      stage.cluster.redis.isDown = false;
      await stage.run(2_000);
      for (const coordinator of stage.cluster.coordinators) {
        if (!coordinator.process.isUp) coordinator.start();
      }
      await stage.settled();
    },
  },
  {
    name: 'the store is wiped, and nobody moves and nothing is read twice',
    settings: { losesStore: true },
    play: async (stage) => {
      const members = await stage.begin(4, 2);
      const before = { ...countsOf(stage), held: members.map((each) => stage.partitionsOf(each)) };
      stage.cluster.redis.wipe();
      await stage.run(300);
      await stage.settled();
      await stage.run(3_000);
      const after = countsOf(stage);
      stage.expect(after.fenced === before.fenced, 'somebody was fenced');
      stage.expect(after.handledAgain === before.handledAgain, 'something was read twice');
      for (const [index, member] of members.entries()) {
        const held = before.held[index]?.join();
        stage.expect(stage.partitionsOf(member).join() === held, 'a partition has moved');
      }
    },
  },
  {
    name: 'the store is wiped, then all members die: the group resumes from the journal',
    settings: { losesStore: true },
    play: async (stage) => {
      const members = await stage.begin(2, 2);
      await stage.run(2_000);
      for (const member of members) member.kill();
      await stage.run(1_000);
      stage.cluster.redis.wipe();
      await stage.run(3_000);
      await stage.join();
      await stage.settled();
    },
  },
  {
    name: 'the store is set back after a member has left',
    settings: { losesStore: true },
    play: async (stage) => {
      const [first] = await stage.begin(2, 2);
      stage.cluster.redis.remember();
      first?.leave(() => undefined);
      await stage.run(1_000);
      await stage.settled();
      stage.cluster.redis.rollBack();
      await stage.run(3_000);
      stage.owner?.kill();
      await stage.run(300);
      await stage.settled();
    },
  },
  {
    name: 'the store is wiped right after a reset was answered',
    settings: { losesStore: true, journalIntervalMs: 500 },
    play: async (stage) => {
      await stage.begin(2, 2);
      await stage.run(1_000);
      await stage.whileRunning(stage.operator.reset('g1', 't1', 'RESET_TO_EARLIEST'));
      stage.cluster.redis.wipe();
      await stage.run(5_000);
      await stage.settled();
    },
  },
  {
    name: 'a member has not heard that a reset has fenced it when the store is wiped',
    settings: { losesStore: true },
    play: async (stage) => {
      const [first] = await stage.begin(2, 1);
      await stage.run(1_000);
      const its = [...stage.cluster.world.connections].filter(
        (connection) => first !== undefined && connection.isOf(first.process),
      );
      for (const connection of its) connection.silence();
      await stage.whileRunning(stage.operator.reset('g1', 't1', 'RESET_TO_EARLIEST'));
      await stage.run(500);
      stage.cluster.redis.wipe();
      await stage.run(300);
      for (const connection of its) connection.break();
      await stage.run(6_000);
      await stage.settled();
    },
  },
  {
    name: 'a coordinator dies before it has journaled a commit, and the store is wiped later',
    settings: { losesStore: true, journalIntervalMs: 500, recordEveryMs: 100_000 },
    play: async (stage) => {
      const [first] = await stage.begin(1, 1);
      const { world, history } = stage.cluster;
      const key = partitionKey(toTopicId(world.topics.topicIdOf('t1') ?? ''), 0);
      world.topics.append('t1', 0);
      await stage.until(() => history.progress.storedOffset('g1', key) === 1);
      stage.owner?.kill();
      await stage.run(300);
      await stage.settled();
      first?.kill();
      await stage.run(5_000);
      stage.cluster.redis.wipe();
      await stage.run(3_000);
      await stage.join();
      await stage.settled();
    },
  },
];

/** The rule that a scenario broke; undefined when none was. */
export async function playGroups({ settings, play }: GroupScenario): Promise<string | undefined> {
  const stage = new GroupStage(settings);
  return guarded(stage.cluster, async () => {
    await play(stage);
    for (const coordinator of stage.cluster.coordinators) {
      if (!coordinator.process.isUp) coordinator.start();
    }
    await stage.end();
  });
}
