import type { ReplicaConfig } from '@weir/protos';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { makeBatch, NodeCluster, until } from '../test/node-cluster.ts';
import type { TestTopic } from '../test/scripted-controller.ts';

let cluster: NodeCluster;

beforeAll(async () => {
  cluster = await NodeCluster.start([1, 2, 3, 4]);
});

afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
});

async function ledTopic(): Promise<{ topic: TestTopic; leaderEpoch: number }> {
  const topic = await cluster.controller.create();
  await cluster.controller.elect(topic, [1, 2, 3], 1);
  const { promisedEpoch } = await cluster.replica(1, topic);
  return { topic, leaderEpoch: promisedEpoch };
}

/** A replica on node 4, admitted by an election that node 1 wins again; the new epoch. */
async function addFollower(topic: TestTopic): Promise<number> {
  await cluster.controller.create({}, { ...topic, createdOn: [4], isClean: false });
  await cluster.controller.elect(topic, [1, 2, 3, 4], 1);
  return (await cluster.replica(1, topic)).promisedEpoch;
}

const target = { replicas: [1, 2, 4], minInsyncReplicas: 2 };

it('waits for a new member to copy the log, and says how far it is', async () => {
  const { topic, leaderEpoch } = await ledTopic();
  await cluster.produce(1, topic, [makeBatch(['a', 'b', 'c'])]);
  const begun = await cluster.controller.changeConfig(topic, 1, { leaderEpoch, target });
  expect(begun).toMatchObject({ isDone: false, logEndOffset: 3, config: { offset: -1 } });
  expect(new Set(begun.followers.map(({ nodeId }) => nodeId))).toEqual(new Set([2, 3]));

  const change = { leaderEpoch: await addFollower(topic), target, maxWaitMs: 5_000 };
  const done = await cluster.controller.changeConfig(topic, 1, change);
  expect(done).toMatchObject({ isDone: true, config: { sets: [target], offset: 4 } });
  expect(done.followers.find(({ nodeId }) => nodeId === 4)).toMatchObject({ isInSync: true });
  expect((await cluster.produce(1, topic, [makeBatch(['d'])])).baseOffset).toBe(5);
});

it('goes back to the set in force while the new member still copies', async () => {
  const { topic, leaderEpoch } = await ledTopic();
  await cluster.controller.changeConfig(topic, 1, { leaderEpoch, target });
  const waiting = cluster.controller.changeConfig(topic, 1, {
    ...{ leaderEpoch, target },
    maxWaitMs: 10_000,
  });
  const refusal = waiting.catch((error: unknown) => String(error));
  const before = { replicas: [1, 2, 3], minInsyncReplicas: 2 };
  const cancelled = await cluster.controller.changeConfig(topic, 1, {
    ...{ leaderEpoch, target: before },
    maxWaitMs: 5_000,
  });
  expect(cancelled).toMatchObject({ isDone: true, config: { offset: -1 } });
  expect(await refusal).toContain('Another target took the place');
});

it('tells what is in force without changing it, and only as the leader of the epoch', async () => {
  const { topic, leaderEpoch } = await ledTopic();
  expect(await cluster.controller.changeConfig(topic, 1, { leaderEpoch })).toMatchObject({
    isDone: true,
    config: { sets: [{ replicas: [1, 2, 3], minInsyncReplicas: 2 }] },
  });
  await expect(
    cluster.controller.changeConfig(topic, 1, { leaderEpoch: leaderEpoch + 1 }),
  ).rejects.toThrow('does not lead');
  await expect(cluster.controller.changeConfig(topic, 2, { leaderEpoch })).rejects.toThrow(
    'does not lead',
  );
});

it('copies to a replica that is no member as slowly as it is told', async () => {
  const { topic, leaderEpoch } = await ledTopic();
  const value = 'x'.repeat(50_000);
  for (let index = 0; index < 8; index += 1) {
    await cluster.produce(1, topic, [makeBatch([value])]);
  }
  const slow = { target, bytesPerSecond: 100_000 };
  await cluster.controller.changeConfig(topic, 1, { ...slow, leaderEpoch });
  const laterEpoch = await addFollower(topic);
  await cluster.controller.changeConfig(topic, 1, { ...slow, leaderEpoch: laterEpoch });
  await until('the first batches', async () => (await endOn(4, topic)) > 0);
  // 400 kB at 100 kB a second, a batch of 50 kB ahead.
  expect(await endOn(4, topic)).toBeLessThan(8);
  const change = { leaderEpoch: laterEpoch, target, maxWaitMs: 5_000 };
  expect(await cluster.controller.changeConfig(topic, 1, change)).toMatchObject({ isDone: true });
});

async function endOn(nodeId: number, topic: TestTopic): Promise<number> {
  return (await cluster.replica(nodeId, topic)).state?.logEndOffset ?? 0;
}

it('deletes a member that was left out, keeps its vote, and takes it back unclean', async () => {
  const { topic } = await ledTopic();
  await cluster.produce(1, topic, [makeBatch(['a'])]);
  const leaderEpoch = await addFollower(topic);
  const { config } = await cluster.controller.changeConfig(topic, 1, {
    ...{ leaderEpoch, target },
    maxWaitMs: 5_000,
  });
  const final: ReplicaConfig = config ?? { sets: [], offset: 0, leaderEpoch: 0 };
  await expect(cluster.deleteReplica(2, topic, false, final)).rejects.toThrow(/left out/);

  await cluster.deleteReplica(3, topic, false, final);
  const tombstone = await cluster.replica(3, topic);
  expect(tombstone).toMatchObject({ isDeleted: true, promisedEpoch: leaderEpoch });
  expect(tombstone.state?.config?.sets).toEqual([target]);
  await cluster.stopNode(3);
  await cluster.startNode(3);
  expect((await cluster.replica(3, topic)).state?.config?.sets).toEqual([target]);

  await cluster.controller.create({}, { ...topic, createdOn: [3], isClean: true });
  expect(await cluster.replica(3, topic)).toMatchObject({
    isDeleted: false,
    promisedEpoch: leaderEpoch,
    state: { clean: false, logEndOffset: 0 },
  });
});

it('keeps a replica whose log holds a later config than the one that leaves it out', async () => {
  const { topic, leaderEpoch } = await ledTopic();
  const change = { replicas: [1, 2, 3], minInsyncReplicas: 1 };
  await cluster.controller.changeConfig(topic, 1, {
    ...{ leaderEpoch, target: change },
    maxWaitMs: 5_000,
  });
  await until('the follower to have it', async () => {
    const { state } = await cluster.replica(3, topic);
    return state?.config?.offset === 1;
  });
  const old = { sets: [target], offset: 0, leaderEpoch };
  await expect(cluster.deleteReplica(3, topic, false, old)).rejects.toThrow(/older than the one/);
  expect(await cluster.replica(3, topic)).toMatchObject({ isDeleted: false });
});
