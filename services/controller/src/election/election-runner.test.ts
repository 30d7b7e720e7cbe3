import { WeirError } from '@weir/core';
import type { InventoryReplica } from '@weir/protos';
import { describe, expect, it } from 'vitest';
import { ElectionBench } from '../../test/election-bench.ts';

async function start(partitions = 1, configs = {}): Promise<ElectionBench> {
  const bench = new ElectionBench([1, 2, 3], 2);
  await bench.addTopic(partitions, configs);
  return bench;
}

const uncleanInInventory: InventoryReplica = {
  topicId: 't',
  partition: 0,
  isDeleted: false,
  isFailed: false,
  isVoteLost: false,
  promisedEpoch: 1,
  proposalId: '',
  state: {
    incarnation: 'i-3',
    clean: false,
    lastEpoch: 1,
    logEndOffset: 3,
    logStartOffset: 0,
    highWatermark: 0,
    config: null,
  },
  isLeader: false,
  inSyncReplicas: [],
  cachedLeader: -1,
};

it('replaces a leader of a thousand partitions with one promise and one announcement per node', async () => {
  const bench = await start(1_000);
  const { runner, nodes, store, counts } = bench;
  bench.die(1);
  const outcomes = await runner.elect(bench.records());
  expect(outcomes.filter(({ kind }) => kind === 'elected')).toHaveLength(1_000);
  expect(nodes.calls).toEqual([
    { method: 'promise', nodeId: 2, items: 1_000 },
    { method: 'promise', nodeId: 3, items: 1_000 },
    { method: 'leaderAndIsr', nodeId: 2, items: 1_000 },
    { method: 'leaderAndIsr', nodeId: 3, items: 1_000 },
  ]);
  expect(store.writes).toEqual([1_000]);
  expect(counts).toMatchObject({ rounds: 1, elected: 1_000, undecided: 0 });
  expect(bench.record(999)).toMatchObject({ leader: 2, leaderEpoch: 2, inSyncReplicas: [2, 3] });
  expect(bench.view.topicById('t')?.partitions[999]?.leader).toBe(2);
});

it('does not wait for a node that hangs when the others can decide', async () => {
  const bench = await start();
  const { runner, nodes } = bench;
  bench.die(1);
  bench.state.nodeStates.set(1, 'NODE_STATE_ALIVE');
  nodes.moods.set(1, 'hangs');
  bench.state.facts.notePromise('t/0', 5);
  const elected = runner.elect(bench.records());
  await bench.pass(40);
  expect(bench.record().leader).toBe(1);
  await bench.pass(20);
  await elected;
  expect(bench.record()).toMatchObject({ leader: 2, leaderEpoch: 6 });
});

it('tries again above the vote of whoever refused, after a random pause', async () => {
  const bench = await start();
  const { runner, nodes } = bench;
  bench.die(1);
  nodes.votes.set('t/0@2', 7);
  expect(await runner.elect(bench.records())).toMatchObject([
    { kind: 'undecided', reason: '1 of 3 replicas answer, 2 are needed' },
  ]);
  expect(bench.record()).toMatchObject({ leader: null });
  expect(bench.view.topicById('t')?.partitions[0]?.leaderlessReason).toMatch(/1 of 3/);
  await bench.pass(90);
  expect(nodes.countOf('promise', 2)).toBe(1);
  await bench.pass(1_000);
  expect(bench.record()).toMatchObject({ leaderEpoch: 8, leader: 2 });
});

it('holds one election when two are asked for at once', async () => {
  const bench = await start();
  const { runner, nodes } = bench;
  bench.die(1);
  const both = await Promise.all([runner.elect(bench.records()), runner.elect(bench.records())]);
  expect(both.flat().map(({ kind }) => kind)).toEqual(['elected', 'needless']);
  expect(nodes.countOf('promise', 2)).toBe(1);
});

it('keeps a leader that answers when a better one cannot be elected, and disturbs nobody', async () => {
  const bench = await start();
  const { runner, nodes } = bench;
  bench.die(2);
  bench.die(3);
  bench.state.nodeStates.set(1, 'NODE_STATE_STOPPING');
  expect(await runner.elect(bench.records(), 'handover')).toMatchObject([{ kind: 'undecided' }]);
  expect(nodes.calls).toEqual([]);
  expect(bench.record()).toMatchObject({ leader: 1, leaderEpoch: 1 });
  await bench.pass(2_000);
  expect(nodes.calls).toEqual([]);
});

describe('a store that does not answer', () => {
  it('keeps everybody undisturbed', async () => {
    const bench = await start();
    const { runner, nodes, store } = bench;
    bench.die(1);
    store.isDown = true;
    await expect(runner.elect(bench.records())).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    expect(nodes.calls).toEqual([]);
    store.isDown = false;
    await bench.pass(1_100);
    expect(bench.record().leader).toBe(2);
  });

  it('holds up a decision, and nobody is told of it before it is stored', async () => {
    const bench = await start();
    const { runner, nodes, store } = bench;
    bench.die(1);
    const promise = nodes.promise.bind(nodes);
    nodes.promise = async (nodeId, partitions) => {
      store.isDown = true;
      return promise(nodeId, partitions);
    };
    const elected = runner.elect(bench.records());
    await bench.pass(1_000);
    expect(nodes.countOf('promise', 3)).toBe(1);
    expect(nodes.told).toEqual([]);
    expect(bench.record().leader).toBe(1);
    store.isDown = false;
    await bench.pass(200);
    expect(await elected).toMatchObject([{ kind: 'elected' }]);
    expect(nodes.told).toHaveLength(2);
    expect(nodes.countOf('promise', 3)).toBe(1);
  });

  it('gives up what it has not stored when the controller is replaced', async () => {
    const bench = await start();
    const { runner, nodes, store } = bench;
    bench.die(1);
    const promise = nodes.promise.bind(nodes);
    nodes.promise = async (nodeId, partitions) => {
      store.isDown = true;
      return promise(nodeId, partitions);
    };
    const elected = runner.elect(bench.records());
    await bench.pass(200);
    bench.stop.abort(new Error('replaced'));
    store.isDown = false;
    await expect(elected).rejects.toThrow('replaced');
    await bench.pass(2_000);
    expect(nodes.told).toEqual([]);
    expect(bench.record().leader).toBe(1);
  });
});

describe('a replica that was unclean when it was last heard of', () => {
  it('is looked at again before anybody is disturbed', async () => {
    const bench = await start();
    const { runner, nodes } = bench;
    bench.die(1);
    bench.state.facts.noteInventory(3, [uncleanInInventory]);
    nodes.inventories.set(3, [uncleanInInventory]);
    expect(await runner.elect(bench.records())).toMatchObject([
      { kind: 'undecided', reason: expect.stringMatching(/intact/) as string },
    ]);
    expect(nodes.countOf('inventory', 3)).toBe(1);
    expect(nodes.countOf('promise', 2)).toBe(0);
    const { state } = uncleanInInventory;
    const clean = { ...uncleanInInventory, state: state && { ...state, clean: true } };
    nodes.inventories.set(3, [clean]);
    await bench.pass(3_000);
    expect(bench.record().leader).toBe(2);
    expect(nodes.countOf('inventory', 3)).toBeLessThanOrEqual(3);
  });
});

describe('the topic accepts a loss', () => {
  it('and an unclean leader is elected only when all that can be reached have answered', async () => {
    const configs = { 'unclean.leader.election.enable': 'true' };
    const bench = await start(1, configs);
    const { runner, nodes, counts } = bench;
    bench.die(1);
    nodes.states.set('t/0@2', { clean: false, logEndOffset: 5 });
    nodes.states.set('t/0@3', { clean: false, logEndOffset: 6, highWatermark: 8 });
    expect(await runner.elect(bench.records())).toMatchObject([
      { kind: 'elected', decision: { possibleLossFromOffset: 6, certainLossToOffset: 8 } },
    ]);
    expect(bench.record().leader).toBe(3);
    expect(counts.unclean).toBe(1);
  });
});

describe('a replica that has lost its vote', () => {
  it('is asked to promise with the others, and told of the leader, who leads on', async () => {
    const bench = await start();
    const { runner, nodes, state } = bench;
    state.facts.noteInventory(3, [{ ...uncleanInInventory, isVoteLost: true }]);
    const elected = runner.elect(bench.records(), 'admit');
    await bench.pass(200);
    await elected;
    expect(bench.record()).toMatchObject({ leader: 1, leaderEpoch: 2 });
    expect(nodes.told.map(({ nodeId }) => nodeId)).toContain(3);
    expect(await runner.elect(bench.records(), 'admit')).toMatchObject([{ kind: 'needless' }]);
  });

  it('is told also when its promise came after its election was decided', async () => {
    const bench = await start();
    const { runner, nodes, state } = bench;
    state.facts.noteInventory(3, [{ ...uncleanInInventory, isVoteLost: true }]);
    nodes.moods.set(3, 'hangs');
    const elected = runner.elect(bench.records(), 'admit');
    await bench.pass(200);
    await elected;
    expect(nodes.told.map(({ nodeId }) => nodeId)).not.toContain(3);
    nodes.moods.clear();
    state.facts.noteEvidence('t/0', 3, {
      ...{ incarnation: 'i-3', isClean: false, lastEpoch: -1, logEndOffset: 0 },
      ...{ highWatermark: 0, sets: [] },
    });
    await bench.pass(1_100);
    expect(nodes.told.map(({ nodeId }) => nodeId)).toContain(3);
  });
});

describe('a leader', () => {
  it('that does not take up its epoch is replaced in a higher one', async () => {
    const bench = await start();
    const { runner, nodes } = bench;
    bench.die(1);
    nodes.leaderErrors.set(2, 'FENCED_LEADER_EPOCH');
    await runner.elect(bench.records());
    nodes.leaderErrors.clear();
    await bench.pass(1_100);
    expect(bench.record()).toMatchObject({ leader: 2, leaderEpoch: 4 });
    expect(nodes.told.at(-1)?.asked).toMatchObject({ leaderEpoch: 4 });
  });

  it('that did not hear of its election is told again', async () => {
    const bench = await start();
    const { runner, nodes } = bench;
    bench.die(1);
    const tell = nodes.leaderAndIsr.bind(nodes);
    nodes.leaderAndIsr = () => Promise.reject(new WeirError('REQUEST_TIMED_OUT', 'Late'));
    await runner.elect(bench.records());
    expect(nodes.told).toEqual([]);
    nodes.leaderAndIsr = tell;
    await bench.pass(1_100);
    expect(new Set(nodes.told.map(({ nodeId }) => nodeId))).toEqual(new Set([2, 3]));
    expect(nodes.told).toHaveLength(2);
    expect(bench.record()).toMatchObject({ leader: 2, leaderEpoch: 2 });
  });
});
