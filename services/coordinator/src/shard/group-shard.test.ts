import { ManualClock, SeededRandom, toGroupId, toMemberId, toOffset, WeirError } from '@weir/core';
import { silentLogger } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { defaultCoordinatorConfig } from '../coordinator-config.ts';
import { noMetrics } from '../coordinator-metrics.ts';
import { commitFence } from '../group/commit-fence.ts';
import {
  catalogOf,
  numbersOf,
  orders,
  ordersId,
  subscriptionOf,
} from '../group/consumer-group.fixture.ts';
import type { MemberAssignment } from '../group/group-member.ts';
import { MemoryJournalLog } from '../journal/memory-journal-log.fixture.ts';
import { MemoryStore } from '../store/memory-store.fixture.ts';
import { partitionKey } from '../topics/partition-key.ts';
import { GroupShard } from './group-shard.ts';
import type { MemberSession } from './member-session.ts';

const groupId = toGroupId('group');
const minuteMs = 60_000;

describe('offsets', () => {
  it('return from the journal after a wiped store', async () => {
    const world = new World();
    const first = await world.own();
    await world.commit(first, 0, 42);
    await world.commit(first, 1, 7);
    await world.journaled(first);
    world.store.loseAllSince();
    const second = await world.own();
    expect(world.offsets(second)).toEqual({ 0: 42, 1: 7 });
    // They are in the store again: the next owner needs no journal for them.
    world.log.isDown = true;
    const third = world.shard();
    world.loadInBackground(third);
    await world.pass(6_000);
    expect(world.offsets(third)).toEqual({ 0: 42, 1: 7 });
  });

  it('return from the journal after a store that was set back', async () => {
    const world = new World();
    const first = await world.own();
    await world.commit(first, 0, 10);
    await world.journaled(first);
    const before = world.store.copy();
    await world.commit(first, 0, 20);
    await world.journaled(first);
    world.store.loseAllSince(before);
    expect(world.offsets(await world.own())).toEqual({ 0: 20 });
  });

  it('are not taken from the journal where the store is ahead of it', async () => {
    const world = new World();
    const first = await world.own();
    await world.commit(first, 0, 10);
    await world.journaled(first);
    await world.commit(first, 0, 20);
    expect(world.offsets(await world.own())).toEqual({ 0: 20 });
  });

  it('stay reset, and stay deleted, when the store is set back', async () => {
    const world = new World();
    const first = await world.own();
    await world.commit(first, 0, 10);
    await world.commit(first, 1, 10);
    await world.journaled(first);
    const before = world.store.copy();
    first.host(groupId)?.offsets.reset(partitionKey(ordersId, 0), world.position(3));
    first.host(groupId)?.saveOffset(partitionKey(ordersId, 0));
    first.host(groupId)?.restoreOffset(partitionKey(ordersId, 1), undefined);
    await first.whenJournaled();
    world.store.loseAllSince(before);
    expect(world.offsets(await world.own())).toEqual({ 0: 3 });
  });

  it('are read in full from the journal when the store was wiped under its owner', async () => {
    const world = new World();
    const first = await world.own();
    await world.commit(first, 0, 10);
    await world.journaled(first);
    world.store.loseAllSince();
    // It does not know yet, and goes on writing.
    await world.commit(first, 1, 5);
    await world.journaled(first);
    expect(world.offsets(await world.own())).toEqual({ 0: 10, 1: 5 });
  });

  it('are written again to a store that was restarted', async () => {
    const world = new World();
    const first = await world.own();
    await world.commit(first, 0, 10);
    await world.commit(first, 1, 5);
    world.store.loseAllSince();
    await Promise.all([first.storeChanged(), world.pass(1000)]);
    const documents = await world.store.readAll('offsets/0');
    expect([...documents.keys()]).toEqual([`${ordersId}/0/group`, `${ordersId}/1/group`]);
  });

  it('are forgotten by a store that was set back and has them again', async () => {
    const world = new World();
    const first = await world.own();
    await world.commit(first, 0, 10);
    first.openHost(groupId).enter(new TestSession(), joined('one'));
    await first.writer.flush();
    const before = world.store.copy();
    first.openHost(groupId).handle({ kind: 'left', memberId: 'one' });
    first.host(groupId)?.restoreOffset(partitionKey(ordersId, 0), undefined);
    first.deleteHost(first.openHost(groupId));
    await first.writer.flush();
    world.store.loseAllSince(before);
    await Promise.all([first.storeChanged(), world.pass(1000)]);
    for (const name of ['groups/0', 'members/0', 'offsets/0']) {
      expect((await world.store.readAll(name)).size).toBe(0);
    }
  });

  it('are journaled by the next owner where the one before had no time to', async () => {
    const world = new World();
    const first = await world.own();
    await world.commit(first, 0, 10);
    first.stop(new WeirError('COORDINATOR_NOT_AVAILABLE', 'It dies'));
    const second = await world.own();
    await world.journaled(second);
    world.store.loseAllSince();
    expect(world.offsets(await world.own())).toEqual({ 0: 10 });
  });

  it('wait for a journal that does not answer, unless the store has lost nothing', async () => {
    const world = new World();
    const first = await world.own();
    await world.commit(first, 0, 10);
    await world.journaled(first);
    world.log.isDown = true;
    const intact = world.shard();
    world.loadInBackground(intact);
    await world.pass(4_900);
    expect(intact.isLoaded).toBe(false);
    await world.pass(600);
    expect(intact.isLoaded).toBe(true);

    world.store.loseAllSince();
    const wiped = world.shard();
    world.loadInBackground(wiped);
    await world.pass(minuteMs);
    expect(wiped.isLoaded).toBe(false);
    world.log.isDown = false;
    await world.pass(1000);
    expect(world.offsets(wiped)).toEqual({ 0: 10 });
  });

  it('are found in a journal that is seen late', async () => {
    const world = new World();
    const first = await world.own();
    await world.commit(first, 0, 10);
    await world.journaled(first);
    world.store.loseAllSince();
    world.log.exists = false;
    const second = await world.own();
    expect(world.offsets(second)).toEqual({});
    world.log.exists = true;
    await world.commit(second, 1, 5);
    await world.journaled(second);
    expect(world.offsets(second)).toEqual({ 0: 10, 1: 5 });
  });

  it('expire once nobody has needed them for the retention time', async () => {
    const world = new World({ offsetsRetentionMinutes: 60 });
    const shard = await world.own();
    const host = shard.openHost(groupId);
    host.enter(new TestSession(), joined('one'));
    await world.commit(shard, 0, 10);
    await world.pass(180 * minuteMs, 5000, () => {
      host.handle({ kind: 'heartbeat', memberId: 'one' });
    });
    expect(world.offsets(shard)).toEqual({ 0: 10 });
    host.handle({ kind: 'left', memberId: 'one' });
    await world.pass(55 * minuteMs, minuteMs);
    // An owner that comes between does not begin to count anew.
    await shard.writer.flush();
    const next = await world.own();
    await world.pass(4 * minuteMs, minuteMs);
    expect(world.offsets(next)).toEqual({ 0: 10 });
    await world.pass(15 * minuteMs, minuteMs);
    expect(next.host(groupId)).toBeUndefined();
    await world.journaled(next);
    world.store.loseAllSince();
    expect((await world.own()).host(groupId)).toBeUndefined();
  });
});

it('lets go of a group for good when nothing is left of it', async () => {
  const world = new World();
  const shard = await world.own();
  const [one, two] = [new TestSession(), new TestSession()];
  shard.openHost(groupId).enter(one, joined('one'));
  shard.openHost(groupId).handle({ kind: 'left', memberId: 'one' });
  expect(shard.host(groupId)).toBeUndefined();
  shard.openHost(groupId).enter(two, joined('two'));
  await world.pass(30_000, 1000, () => {
    shard.host(groupId)?.handle({ kind: 'heartbeat', memberId: 'two' });
  });
  await shard.writer.flush();
  const [document] = (await world.store.readAll('groups/0')).values();
  expect(JSON.parse(document?.value ?? '')).toMatchObject({ nextJoinNumber: 1 });
  expect(JSON.parse(document?.value ?? '')).not.toHaveProperty('emptySinceMs');
  expect(one.error).toBeNull();
});

describe('members that a wiped store has lost', () => {
  it('keep what they hold when they come back in time', async () => {
    const world = new World({ recoveryMs: minuteMs });
    const first = await world.own();
    const [one, two] = [new TestSession(), new TestSession()];
    first.openHost(groupId).enter(one, joined('one'));
    first.openHost(groupId).enter(two, joined('two'));
    await world.pass(100);
    first.host(groupId)?.handle(owned('one', one));
    await world.pass(100);
    const before = [one.partitions, two.partitions];
    expect(before.flat().toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
    const { revoked } = one;
    world.store.loseAllSince();
    const second = await world.own();
    for (const [memberId, session] of [
      ['one', one],
      ['two', two],
    ] as const) {
      second.hostOfMember(groupId, memberId).enter(session, returned(memberId, session));
      await world.pass(500);
    }
    await world.pass(10_000, 1000, () => {
      for (const memberId of ['one', 'two']) {
        second.host(groupId)?.handle({ kind: 'heartbeat', memberId });
      }
    });
    const group = second.host(groupId)?.group;
    expect(group?.state).toBe('stable');
    expect([one.partitions, two.partitions]).toEqual(before);
    expect([one.revoked, two.revoked]).toEqual([revoked, 0]);
  });

  it('are refused where another holds what they claim, and once they have left', async () => {
    const world = new World({ recoveryMs: minuteMs });
    const shard = await world.own();
    const session = new TestSession({ memberEpoch: 7, partitions: [0, 1] });
    shard.hostOfMember(groupId, 'one').enter(session, returned('one', session));
    const other = new TestSession({ memberEpoch: 9, partitions: [1, 2] });
    expect(errorOf(() => shard.openHost(groupId).enter(other, returned('two', other)))).toBe(
      'UNKNOWN_MEMBER_ID',
    );
    const third = new TestSession({ memberEpoch: 9, partitions: [2] });
    shard.openHost(groupId).enter(third, returned('three', third));
    shard.openHost(groupId).handle({ kind: 'left', memberId: 'three' });
    expect(errorOf(() => shard.openHost(groupId).enter(third, returned('three', third)))).toBe(
      'UNKNOWN_MEMBER_ID',
    );
    expect(shard.host(groupId)?.group.groupEpoch).toBeGreaterThanOrEqual(9);
    const { group } = shard.openHost(groupId);
    const commit = () => commitFence(group, { memberId: 'three', memberEpoch: 9 });
    expect(errorOf(commit)).toBe('UNKNOWN_MEMBER_ID');
  });

  it('are refused once a reset by force has fenced them, though nobody remembers', async () => {
    const world = new World({ recoveryMs: minuteMs });
    const first = await world.own();
    const [one, two] = [new TestSession(), new TestSession()];
    first.openHost(groupId).enter(one, joined('one'));
    await world.commit(first, 0, 10);
    await world.journaled(first);
    const host = first.openHost(groupId);
    first.fenceMembers(host);
    host.offsets.reset(partitionKey(ordersId, 0), world.position(3));
    host.saveOffset(partitionKey(ordersId, 0));
    await first.whenJournaled();
    first.openHost(groupId).enter(two, joined('two'));
    await world.pass(100);
    world.store.loseAllSince();
    const second = await world.own();
    const enter = (memberId: string, session: TestSession) => () => {
      second.hostOfMember(groupId, memberId).enter(session, returned(memberId, session));
    };
    expect(errorOf(enter('one', one))).toBe('UNKNOWN_MEMBER_ID');
    expect(errorOf(enter('two', two))).toBeUndefined();
    expect(world.offsets(second)).toEqual({ 0: 3 });
  });

  it('make a new member wait for them', async () => {
    const world = new World({ recoveryMs: minuteMs });
    const first = await world.own();
    await world.commit(first, 0, 10);
    await world.journaled(first);
    world.store.loseAllSince();
    const second = await world.own();
    const newcomer = new TestSession();
    second.openHost(groupId).enter(newcomer, joined('new'));
    await world.pass(500);
    expect(newcomer.partitions).toEqual([]);
    const old = new TestSession({ memberEpoch: 4, partitions: [0, 1, 2, 3] });
    second.openHost(groupId).enter(old, returned('old', old));
    await world.pass(2600);
    expect(old.partitions).toHaveLength(2);
  });

  it('may not commit before they are back, and are unknown after the recovery time', async () => {
    const world = new World({ recoveryMs: minuteMs });
    const shard = await world.own();
    const host = shard.hostOfMember(groupId, 'one');
    const committer = { memberId: 'one', memberEpoch: 3 };
    expect(errorOf(() => commitFence(host.group, committer))).toBe('COORDINATOR_LOAD_IN_PROGRESS');
    await world.pass(minuteMs);
    expect(errorOf(() => shard.hostOfMember(toGroupId('other'), 'one'))).toBe('UNKNOWN_MEMBER_ID');
    host.enter(new TestSession(), joined('two'));
    expect(errorOf(() => commitFence(host.group, committer))).toBe('UNKNOWN_MEMBER_ID');
  });

  it('are still waited for when the shard moves on before they are back', async () => {
    const world = new World({ recoveryMs: minuteMs });
    await world.own();
    await world.pass(30_000);
    const second = await world.own();
    const session = new TestSession({ memberEpoch: 7, partitions: [0, 1] });
    second.hostOfMember(groupId, 'one').enter(session, returned('one', session));
    await world.pass(500);
    expect(session).toMatchObject({ partitions: [0, 1], error: undefined });
    // One is back and stored; the next owner does not give it what the other one holds.
    const third = await world.own();
    await world.pass(1000);
    const other = new TestSession({ memberEpoch: 7, partitions: [2, 3] });
    third.hostOfMember(groupId, 'two').enter(other, returned('two', other));
    expect(third.host(groupId)?.group.member('two')?.owned.size).toBe(2);
  });

  it('keep their group from being taken for empty before they are back', async () => {
    const world = new World({ recoveryMs: minuteMs });
    const first = await world.own();
    await world.commit(first, 0, 10);
    await world.journaled(first);
    world.store.loseAllSince();
    const second = await world.own();
    const host = second.openHost(groupId);
    const require = () => {
      second.requireMembersKnown(host);
    };
    expect(errorOf(require)).toBe('COORDINATOR_LOAD_IN_PROGRESS');
    await world.pass(minuteMs);
    expect(errorOf(require)).toBeUndefined();
  });

  it('are unknown at once where the store has lost nothing', async () => {
    const world = new World({ recoveryMs: minuteMs });
    await world.own();
    await world.pass(minuteMs);
    const second = await world.own();
    expect(errorOf(() => second.hostOfMember(groupId, 'one'))).toBe('UNKNOWN_MEMBER_ID');
  });
});

/** One shard over its owners, whose store and journal outlive them. */
class World {
  readonly clock = new ManualClock(1_700_000_000_000);
  readonly store = new MemoryStore();
  readonly log = new MemoryJournalLog();
  readonly #config;
  #token = 0;

  constructor(config: Partial<typeof defaultCoordinatorConfig> = {}) {
    this.#config = { ...defaultCoordinatorConfig, recoveryMs: 0, ...config };
  }

  /** The next owner. */
  shard(): GroupShard {
    this.#token += 1;
    const { store, clock, log: journalLog } = this;
    return new GroupShard({
      shard: 0,
      lease: { name: 'shard/0', holder: 'one', token: this.#token, metadata: '' },
      store,
      journalLog,
      clock,
      random: new SeededRandom(1),
      logger: silentLogger,
      metrics: noMetrics,
      config: this.#config,
      topics: () => catalogOf(4),
      isOwned: () => true,
      onForfeit: () => undefined,
    });
  }

  /** The next owner, loaded, with its bookmark in the store. */
  async own(): Promise<GroupShard> {
    const shard = this.shard();
    await shard.load();
    await this.pass(1);
    return shard;
  }

  loadInBackground(shard: GroupShard): void {
    void shard.load();
  }

  position(offset: number) {
    return {
      topic: 'orders',
      offset: toOffset(offset),
      leaderEpoch: undefined,
      metadata: '',
      committedAtMs: this.clock.nowMs(),
    };
  }

  async commit(shard: GroupShard, partition: number, offset: number): Promise<void> {
    const host = shard.openHost(groupId);
    const key = partitionKey(ordersId, partition);
    host.offsets.commit(key, this.position(offset));
    host.saveOffset(key);
    await shard.writer.flush();
  }

  /** Lets the journal be written and the bookmark with it. */
  async journaled(shard: GroupShard): Promise<void> {
    await shard.whenJournaled();
    await this.pass(1);
  }

  offsets(shard: GroupShard): Record<string, number> {
    const entries = shard.host(groupId)?.offsets.entries() ?? [];
    return Object.fromEntries(
      Array.from(entries, ([key, { offset }]) => [numbersOf([key]).join(), offset]),
    );
  }

  /** Lets time pass in steps, with all that comes of each. */
  async pass(ms: number, stepMs = 100, each: () => void = () => undefined): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += stepMs) {
      each();
      this.clock.advanceBy(Math.min(stepMs, ms - passedMs));
      for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
    }
  }
}

/** What a member's stream was told. */
class TestSession implements MemberSession {
  memberEpoch: number;
  partitions: number[];
  revoked = 0;
  error: WeirError | null | undefined;

  constructor({ memberEpoch = 0, partitions = [] as number[] } = {}) {
    this.memberEpoch = memberEpoch;
    this.partitions = partitions;
  }

  assign(_memberId: string, { memberEpoch, partitions, revoke }: MemberAssignment): void {
    this.memberEpoch = memberEpoch;
    this.partitions = numbersOf(partitions);
    this.revoked += revoke.length;
  }

  end(error: WeirError | null): void {
    this.error = error;
  }
}

function joined(memberId: string) {
  return {
    kind: 'joined',
    memberId: toMemberId(memberId),
    subscription: subscriptionOf(),
  } as const;
}

function returned(memberId: string, { memberEpoch, partitions }: TestSession) {
  const held = orders(...partitions);
  const subscription = subscriptionOf();
  return { kind: 'returned', memberId, memberEpoch, held, subscription } as const;
}

function owned(memberId: string, { memberEpoch, partitions }: TestSession) {
  return { kind: 'owned', memberId, memberEpoch, held: orders(...partitions) } as const;
}

function errorOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return error instanceof WeirError ? error.code : String(error);
  }
  return undefined;
}
