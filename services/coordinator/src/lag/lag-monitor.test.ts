import { toGroupId } from '@weir/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keyOf, LagWorld } from './lag-world.fixture.ts';

let world: LagWorld;

function start(...options: ConstructorParameters<typeof LagWorld>): LagWorld {
  world = new LagWorld(...options);
  world.monitor.start();
  return world;
}

afterEach(async () => {
  await world.monitor[Symbol.asyncDispose]();
});

it('stops at once', async () => {
  start();
  world.addGroup('a', 'member');
  await world.pass(1);
  expect(world.clock.pendingTimers).toBe(1);
  await world.monitor[Symbol.asyncDispose]();
  expect(world.clock.pendingTimers).toBe(0);
});

describe('asking leaders', () => {
  it('asks nobody without groups', async () => {
    start();
    const ask = vi.fn<() => Promise<void>>();
    world.onAsk = ask;
    await world.pass(5);
    expect(ask).not.toHaveBeenCalled();
  });

  it('asks for what a group owns or has committed to, once for all groups', async () => {
    start();
    world.addGroup('a', 'member');
    const idle = world.addGroup('b');
    world.commit(idle, 0, 50);
    await world.pass(1);
    const ends = world.questions.filter(({ spec }) => spec === 'OFFSET_SPEC_LATEST');
    expect(ends.map(({ key }) => key)).toEqual([keyOf(0), keyOf(1)]);
  });

  it('asks for the log start only where a member may stand there', async () => {
    start();
    const host = world.addGroup('a', 'member');
    const starts = () =>
      world.questions.filter(({ spec }) => spec === 'OFFSET_SPEC_EARLIEST').map(({ key }) => key);
    await world.pass(1);
    expect(starts()).toEqual([keyOf(0), keyOf(1)]);
    world.commit(host, 0, 50);
    world.monitor.tell(host, 'member', new Map([[keyOf(1), 60]]));
    await world.pass(1);
    expect(starts()).toEqual([]);
  });

  it('begins no round before the last one has ended', async () => {
    start();
    world.addGroup('a', 'member');
    const answer = Promise.withResolvers<undefined>();
    const ask = vi.fn<() => Promise<void>>(async () => {
      await answer.promise;
    });
    world.onAsk = ask;
    await world.pass(5);
    expect(ask).toHaveBeenCalledTimes(1);
    answer.resolve(undefined);
    await world.pass(2);
    expect(ask.mock.calls.length).toBeGreaterThan(1);
  });

  it('forgets what no group reads any more', async () => {
    start();
    const host = world.addGroup('a', 'member');
    world.commit(host, 0, 50);
    await world.pass(1);
    expect(world.monitor.size).toBe(2);
    world.leave(host, 'member');
    await world.pass(1);
    expect(world.monitor.size).toBe(1);
    world.hosts = [];
    await world.pass(1);
    expect(world.monitor.size).toBe(0);
  });

  it('takes turns where there is too much for one', async () => {
    start({ partitionsPerTurn: 1 });
    const host = world.addGroup('a', 'member');
    world.commit(host, 0, 100);
    world.commit(host, 1, 100);
    const asked: string[] = [];
    world.onAsk = () => {
      asked.push(world.questions.map(({ key }) => key).join());
      return Promise.resolve();
    };
    await world.pass(4);
    expect(asked).toEqual([keyOf(0), keyOf(1), keyOf(0), keyOf(1)]);
    world.grow(0, 7);
    world.grow(1, 8);
    await world.pass(20);
    expect(world.monitor.group(host)).toMatchObject({ lag: 15 });
    expect(world.monitor.partition(host, keyOf(0)).appendedPerSecond).toBe(0);
  });

  it('watches no more than its bound, groups with members first, and says so once', async () => {
    start({ maxPartitions: 3 });
    const idle = world.addGroup('idle');
    world.commit(idle, 0, 50);
    world.commit(idle, 1, 50);
    world.addGroup('busy', 'member');
    await world.pass(3);
    expect(world.monitor.size).toBe(2);
    expect(world.lines.map(({ msg }) => msg)).toEqual([
      expect.stringContaining('as many partitions as are watched'),
    ]);
    // What one group may not have watched, another has; so its lag is known all the same.
    expect(world.monitor.group(idle).lag).toBe(100);
    expect(world.monitor.partition(idle, keyOf(1)).consumedPerSecond).toBeUndefined();
  });
});

describe('lag', () => {
  it('is in records and in milliseconds', async () => {
    start();
    const host = world.addGroup('a');
    world.commit(host, 0, 100);
    await world.pass(10);
    expect(world.monitor.partition(host, keyOf(0))).toMatchObject({ lag: 0, lagMs: 0 });
    // 10 records a second, from 10 s to 40 s on; the log ends at 400.
    await world.pass(30, () => {
      world.grow(0, 10);
    });
    expect(world.monitor.partition(host, keyOf(0))).toMatchObject({
      lag: 300,
      lagMs: 29_900,
      appendedPerSecond: 10,
    });
    world.commit(host, 0, 250);
    expect(world.monitor.partition(host, keyOf(0))).toMatchObject({ lag: 150, lagMs: 14_900 });
    await world.pass(60);
    expect(world.monitor.partition(host, keyOf(0))).toMatchObject({
      lag: 150,
      lagMs: 74_900,
      appendedPerSecond: 0,
    });
    world.commit(host, 0, 400);
    expect(world.monitor.partition(host, keyOf(0))).toMatchObject({ lag: 0, lagMs: 0 });
  });

  it('is at least as old as what is remembered', async () => {
    start();
    const host = world.addGroup('a');
    world.commit(host, 0, 20);
    await world.pass(100);
    expect(world.monitor.partition(host, keyOf(0))).toMatchObject({ lag: 80, lagMs: 99_000 });
  });

  it('counts what a leader said for another reason', async () => {
    start();
    const host = world.addGroup('a');
    world.commit(host, 0, 100);
    await world.pass(1);
    world.clock.advanceBy(500);
    world.monitor.learn(keyOf(0), { logStartOffset: 0, highWatermark: 101 });
    world.clock.advanceBy(300);
    expect(world.monitor.partition(host, keyOf(0))).toMatchObject({ lag: 1, lagMs: 300 });
  });

  it('is not known without a committed offset, nor when the leader has been away for long', async () => {
    start();
    const host = world.addGroup('a', 'member');
    await world.pass(1);
    expect(world.monitor.partition(host, keyOf(0)).lag).toBeUndefined();
    expect(world.monitor.group(host)).toMatchObject({ lag: undefined, topics: [], members: 1 });
    world.commit(host, 0, 90);
    expect(world.monitor.group(host).lag).toBe(10);
    world.ends.clear();
    await world.pass(5);
    expect(world.monitor.group(host).lag).toBe(10);
    await world.pass(5);
    expect(world.monitor.group(host)).toMatchObject({ lag: undefined, topics: [] });
  });

  it('adds up by topic: records in sum, time at most', async () => {
    start();
    const host = world.addGroup('a');
    world.commit(host, 0, 100);
    world.commit(host, 1, 100);
    await world.pass(1);
    world.grow(0, 5);
    await world.pass(4);
    world.grow(1, 7);
    await world.pass(2);
    expect(world.monitor.group(host)).toMatchObject({
      groupId: toGroupId('a'),
      lag: 12,
      stuckPartitions: 0,
      topics: [{ topic: 'orders', lag: 12, lagMs: 5800 }],
    });
  });

  it('has the rate of a group that only commits', async () => {
    start();
    const host = world.addGroup('a');
    let offset = 0;
    await world.pass(20, () => {
      offset += 3;
      world.commit(host, 0, offset);
    });
    expect(world.monitor.partition(host, keyOf(0)).consumedPerSecond).toBe(3);
  });
});

describe('a stuck partition', () => {
  it('is told of once, and once more when it moves', async () => {
    start();
    const host = world.addGroup('a', 'member');
    world.monitor.tell(
      host,
      'member',
      new Map([
        [keyOf(0), 60],
        [keyOf(1), 100],
      ]),
    );
    await world.pass(30);
    expect(world.monitor.group(host).stuckPartitions).toBe(0);
    await world.pass(10);
    expect(world.monitor.partition(host, keyOf(0))).toMatchObject({
      position: 60,
      isStuck: true,
      stuckMs: 39_000,
    });
    expect(world.monitor.partition(host, keyOf(1))).toMatchObject({ isStuck: false });
    expect(world.monitor.group(host).stuckPartitions).toBe(1);
    expect(world.stuckEvents).toBe(1);
    const about = { group: 'a', topic: 'orders', partition: 0, memberId: 'member' };
    expect(world.lines).toMatchObject([
      { level: 40, ...about, position: 60, highWatermark: 100, stillMs: 30_000 },
    ]);

    world.monitor.tell(host, 'member', new Map([[keyOf(0), 61]]));
    await world.pass(5);
    expect(world.lines.slice(1)).toMatchObject([{ level: 30, ...about, reason: 'moved' }]);
    expect(world.monitor.partition(host, keyOf(0))).toMatchObject({
      isStuck: false,
      stuckMs: undefined,
    });
  });

  it('is not one that moves, that has nothing to read, or that commits', async () => {
    start();
    const host = world.addGroup('a', 'member');
    let step = 0;
    await world.pass(100, () => {
      step += 1;
      world.grow(1, 1);
      if (step % 20 !== 0) return;
      world.monitor.tell(host, 'member', new Map([[keyOf(0), step === 60 ? 10 : step]]));
      world.commit(host, 1, step);
    });
    expect(world.lines).toEqual([]);
  });

  it('counts from the assignment to its member', async () => {
    start();
    const host = world.addGroup('a', 'first');
    world.monitor.tell(
      host,
      'first',
      new Map([
        [keyOf(1), 60],
        [keyOf(0), 100],
      ]),
    );
    await world.pass(25);
    world.leave(host, 'first');
    world.commit(host, 0, 100);
    world.commit(host, 1, 60);
    world.join(host, 'second');
    await world.pass(30);
    expect(world.stuckEvents).toBe(0);
    await world.pass(1);
    expect(world.stuckEvents).toBe(1);
    // What the member before said of its position is no word of this one.
    expect(world.monitor.partition(host, keyOf(1)).position).toBeUndefined();
  });

  it('is none without a member, without a leader, or once its member is to let it go', async () => {
    start();
    const idle = world.addGroup('idle');
    world.commit(idle, 0, 50);
    await world.pass(40);
    expect(world.stuckEvents).toBe(0);

    const host = world.addGroup('a', 'first');
    world.ends.clear();
    await world.pass(40);
    expect(world.stuckEvents).toBe(0);

    world.ends.set(1, 100);
    await world.pass(1);
    // The first never answers, so the second partition is being revoked from here on.
    world.join(host, 'second');
    await world.pass(40);
    expect(world.lines).toEqual([]);
  });

  it('is stuck no more when its leader is away for long', async () => {
    start();
    world.addGroup('a', 'member');
    await world.pass(40);
    expect(world.stuckEvents).toBe(2);
    world.ends.delete(0);
    await world.pass(5);
    expect(world.lines.filter(({ level }) => level === 30)).toEqual([]);
    await world.pass(5);
    expect(world.lines.filter(({ level }) => level === 30)).toMatchObject([
      { partition: 0, reason: 'log-end-unknown' },
    ]);
  });

  it('is not looked for in a shard that was lost while the leaders were asked', async () => {
    start();
    world.addGroup('a', 'member');
    await world.pass(30);
    world.onAsk = () => {
      world.hosts = [];
      return Promise.resolve();
    };
    await world.pass(5);
    expect(world.stuckEvents).toBe(0);
  });
});

it('takes positions only of what the member owns', async () => {
  start();
  const host = world.addGroup('a', 'member', 'waiting');
  const positions = new Map([[keyOf(0), 60]]);
  world.monitor.tell(host, 'waiting', positions);
  world.monitor.tell(host, 'nobody', positions);
  expect(world.monitor.partition(host, keyOf(0)).position).toBeUndefined();
  world.monitor.tell(host, 'member', positions);
  expect(world.monitor.partition(host, keyOf(0)).position).toBe(60);
});
