import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { readRecords } from '@weir/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { makeBatch, NodeCluster, until } from '../test/node-cluster.ts';
import type { TestTopic } from '../test/scripted-controller.ts';

let cluster: NodeCluster;

beforeEach(async () => {
  cluster = await NodeCluster.start();
});

afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
});

async function valuesAt(nodeId: number, topic: TestTopic): Promise<string[]> {
  const { batches, error } = await cluster.fetch(nodeId, topic, 0);
  if (error !== null) throw new Error(error.code);
  return batches.flatMap((batch) =>
    [...readRecords(batch)].map(({ value }) => value?.toString() ?? ''),
  );
}

async function logEnd(nodeId: number, topic: TestTopic): Promise<number | undefined> {
  return (await cluster.replica(nodeId, topic)).state?.logEndOffset;
}

/** Appends on node 1 what no follower gets: it alone is told that it leads. */
async function divergeOnNode1(topic: TestTopic, epoch: number, values: string[]): Promise<void> {
  const promises = await cluster.controller.promise(topic, [1, 2], epoch, 'alone');
  await cluster.controller.announce(topic, [1], {
    leaderEpoch: epoch,
    proposalId: 'alone',
    leader: 1,
    leaderIncarnation: promises[0]?.result.state?.incarnation ?? '',
  });
  const { error } = await cluster.produce(1, topic, [makeBatch(values)], { acks: 'ACKS_LEADER' });
  if (error !== null) throw new Error(error.code);
}

describe('a leader that dies', () => {
  it('is replaced with nothing lost, and a repeated batch is not appended twice', async () => {
    const topic = await cluster.controller.create();
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    const batch = (): Buffer => makeBatch(['a', 'b'], { producerId: 7 });
    await cluster.produce(1, topic, [batch()]);
    await cluster.kill(1);
    const leader = await cluster.controller.elect(topic, [2, 3]);
    expect((await cluster.produce(leader, topic, [batch()])).baseOffset).toBe(0);
    const next = makeBatch(['c'], { producerId: 7, baseSequence: 2 });
    expect((await cluster.produce(leader, topic, [next])).baseOffset).toBe(2);
    expect(await valuesAt(leader, topic)).toEqual(['a', 'b', 'c']);
  });

  it('comes back as a follower with its divergent tail cut', async () => {
    const topic = await cluster.controller.create();
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    await cluster.produce(1, topic, [makeBatch(['a'])]);
    await divergeOnNode1(topic, 5, ['lost', 'lost']);
    expect(await logEnd(1, topic)).toBe(3);

    const promises = await cluster.controller.promise(topic, [2, 3], 9, 'p9');
    const election = {
      leaderEpoch: 9,
      proposalId: 'p9',
      leader: 2,
      leaderIncarnation: promises[0]?.result.state?.incarnation ?? '',
    };
    await cluster.controller.announce(topic, [2, 3], election);
    await cluster.produce(2, topic, [makeBatch(['b'])]);
    await cluster.controller.announce(topic, [1], election);
    await until('node 1 to be the same', async () => (await logEnd(1, topic)) === 2);
    await until('node 1 to be in sync', () => {
      const inSync = cluster.controller.inSyncReplicas.get(`${topic.topicId}/0`);
      return inSync?.includes(1) === true;
    });
    await cluster.kill(3);
    await cluster.kill(2);
    const best = await cluster.controller.promise(topic, [1], 20, 'p20');
    expect(best[0]?.result.state).toMatchObject({ lastEpoch: 9, logEndOffset: 2, clean: true });
  });

  it('holds nobody up: commits go on without a follower that dies', async () => {
    const topic = await cluster.controller.create();
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    await cluster.produce(1, topic, [makeBatch(['a'])]);
    await cluster.kill(3);
    const startedAtMs = performance.now();
    expect((await cluster.produce(1, topic, [makeBatch(['b'])])).error).toBeNull();
    expect(performance.now() - startedAtMs).toBeLessThan(900);
    await cluster.startNode(3);
    const { promisedEpoch, proposalId } = await cluster.replica(1, topic);
    await cluster.controller.announce(topic, [3], {
      leaderEpoch: promisedEpoch,
      proposalId,
      leader: 1,
      leaderIncarnation: (await cluster.replica(1, topic)).state?.incarnation ?? '',
    });
    await until('node 3 to be in sync again', () => {
      const inSync = cluster.controller.inSyncReplicas.get(`${topic.topicId}/0`);
      return inSync?.length === 3;
    });
    expect(await logEnd(3, topic)).toBe(2);
  });

  it('does not resume its epoch when it is told again after a restart (3.1)', async () => {
    const topic = await cluster.controller.create();
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    const { promisedEpoch, proposalId, state } = await cluster.replica(1, topic);
    await cluster.kill(1);
    await cluster.startNode(1);
    const again = cluster.controller.announce(topic, [1], {
      leaderEpoch: promisedEpoch,
      proposalId,
      leader: 1,
      leaderIncarnation: state?.incarnation ?? '',
    });
    await expect(again).rejects.toThrow('another incarnation');
    expect(await cluster.replica(1, topic)).toMatchObject({ isLeader: false, promisedEpoch });
  });
});

describe('a restart', () => {
  it('has the same records, offsets, epochs and producers, and goes on', async () => {
    const topic = await cluster.controller.create();
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    const batch = (): Buffer => makeBatch(['a', 'b'], { producerId: 9 });
    await cluster.produce(1, topic, [batch()]);
    for (const nodeId of [1, 2, 3]) await cluster.kill(nodeId);
    for (const nodeId of [1, 2, 3]) await cluster.startNode(nodeId);
    const leader = await cluster.controller.elect(topic, [1, 2, 3]);
    expect(await valuesAt(leader, topic)).toEqual(['a', 'b']);
    expect((await cluster.produce(leader, topic, [batch()])).baseOffset).toBe(0);
    const next = makeBatch(['c'], { producerId: 9, baseSequence: 2 });
    expect((await cluster.produce(leader, topic, [next])).baseOffset).toBe(2);
  });

  it('that is a stop hands leaderships over first', async () => {
    const topic = await cluster.controller.create();
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    cluster.controller.onDrain = async () => {
      await cluster.controller.elect(topic, [1, 2, 3], 2);
    };
    await cluster.stopNode(1);
    expect(cluster.controller.drained).toEqual([1]);
    expect((await cluster.produce(2, topic, [makeBatch(['a'])])).error).toBeNull();
  });

  it('registers anew whenever the controller has lost the stream', async () => {
    expect(cluster.controller.registrations.toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    await cluster.kill(2);
    await cluster.startNode(2);
    expect(cluster.controller.registrations.filter((nodeId) => nodeId === 2)).toHaveLength(2);
  });
});

describe('a replica that cannot be trusted', () => {
  it('is copied anew when its log is damaged in the middle, and reported meanwhile', async () => {
    const topic = await cluster.controller.create();
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    for (const value of ['a', 'b', 'c']) {
      await cluster.produce(1, topic, [makeBatch([value.repeat(100)])]);
    }
    await until('node 3 to hold all', async () => (await logEnd(3, topic)) === 3);
    await cluster.kill(3);
    await damage(join(cluster.dataDirectory(3), topic.topicId, '0'));
    await cluster.startNode(3);
    await cluster.controller.elect(topic, [1, 2, 3], 3);
    expect((await cluster.fetch(3, topic, 0)).error?.code).toBe('STORAGE_ERROR');
    await until('the replica to be set aside', async () => {
      const { isFailed, state } = await cluster.replica(3, topic);
      return isFailed && state?.clean === false && state.logEndOffset === 0;
    });
    await until('the controller to know', () => cluster.controller.failedReplicas.length === 1);

    await cluster.controller.elect(topic, [1, 2, 3], 1);
    await until('node 3 to be clean', async () => {
      const { state } = await cluster.replica(3, topic);
      return state?.clean === true;
    });
    expect(await cluster.replica(3, topic)).toMatchObject({
      isFailed: false,
      state: { logEndOffset: 3 },
    });
  });

  it('starts unclean and empty as a later member, and is clean once it has caught up', async () => {
    const topic = await cluster.controller.create({}, { replicas: [1, 2] });
    await cluster.controller.elect(topic, [1, 2], 1);
    await cluster.produce(1, topic, [makeBatch(['a'])]);
    await cluster.controller.create(
      {},
      { ...topic, replicas: [3], minInsyncReplicas: 1, isClean: false },
    );
    expect((await cluster.replica(3, topic)).state?.clean).toBe(false);
    const { promisedEpoch, proposalId, state } = await cluster.replica(1, topic);
    const election = { proposalId, leader: 1, leaderIncarnation: state?.incarnation ?? '' };
    // It may have voted this leader out, on a disk that is gone.
    await expect(
      cluster.controller.announce(topic, [3], { ...election, leaderEpoch: promisedEpoch }),
    ).rejects.toThrow('lost its vote');
    expect((await cluster.replica(3, topic)).isVoteLost).toBe(true);
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    expect((await cluster.replica(3, topic)).isVoteLost).toBe(false);
    await until('node 3 to be clean', async () => {
      const replica = await cluster.replica(3, topic);
      return replica.state?.clean === true;
    });
    // What its creation said is replaced by what the log holds.
    expect((await cluster.replica(3, topic)).state?.config?.sets[0]?.replicas).toEqual([1, 2]);
  });
});

/** Flips a byte in the records of the first batch: sound batches follow. */
async function damage(directory: string): Promise<void> {
  const names = await readdir(directory);
  const segment = names.find((name) => name.endsWith('.log'));
  if (segment === undefined) throw new Error(`No segment in ${directory}`);
  const file = await open(join(directory, segment), 'r+');
  await file.write(Buffer.of(0xff), 0, 1, 100);
  await file.close();
}
