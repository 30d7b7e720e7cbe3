import { WeirError } from '@weir/core';
import { describe, expect, it } from 'vitest';
import type { PartitionKey } from '../topics/partition-key.ts';
import { commitFence } from './commit-fence.ts';
import {
  catalogOf,
  groupConfig,
  numbersOf,
  orders,
  sentTo,
  subscriptionOf,
} from './consumer-group.fixture.ts';
import { ConsumerGroup } from './consumer-group.ts';
import type { GroupEffect } from './group-effect.ts';
import { PartitionOwners } from './partition-owners.ts';
import type { SubscriptionFields } from './subscription.ts';

describe('joining', () => {
  it('gives the first member everything in its first message', () => {
    const group = groupOf(6);
    const assignment = sentTo(join(group, 'a'), 'a');
    expect(numbersOf(assignment?.partitions ?? [])).toEqual([0, 1, 2, 3, 4, 5]);
    expect(assignment?.revoke).toEqual([]);
    expect(group.groupEpoch).toBe(1);
    expect(group.state).toBe('stable');
  });

  it('gives a moving partition to its new owner only after the old one let go', () => {
    const group = groupOf(4);
    join(group, 'a');
    const effects = join(group, 'b', 10);
    expect(sentTo(effects, 'b')?.partitions).toEqual([]);
    const asked = sentTo(effects, 'a');
    expect(numbersOf(asked?.partitions ?? [])).toEqual([0, 1]);
    expect(numbersOf(asked?.revoke ?? [])).toEqual([2, 3]);
    expect(group.state).toBe('reconciling');

    const partly = own(group, 'a', orders(0, 1, 3));
    expect(numbersOf(sentTo(partly, 'b')?.partitions ?? [])).toEqual([2]);
    const wholly = own(group, 'a', orders(0, 1));
    expect(numbersOf(sentTo(wholly, 'b')?.partitions ?? [])).toEqual([2, 3]);
    expect(group.state).toBe('stable');
  });

  it('sends nothing to a member whose partitions stay', () => {
    const group = groupOf(2);
    join(group, 'a');
    join(group, 'b', 10);
    own(group, 'a', orders(0));
    const epochs = group.members().map(({ epoch }) => epoch);
    const effects = join(group, 'c', 20);
    expect(effects.filter(({ kind }) => kind === 'assigned')).toHaveLength(1);
    expect(sentTo(effects, 'c')?.partitions).toEqual([]);
    expect(
      group
        .members()
        .slice(0, 2)
        .map(({ epoch }) => epoch),
    ).toEqual(epochs);
  });

  it('counts an answer to an older assignment not as an answer to the revocation', () => {
    const group = groupOf(2);
    const epoch = sentTo(join(group, 'a'), 'a')?.memberEpoch ?? 0;
    join(group, 'b', 10);
    // Sent before the revocation came in, when it had not yet taken partition 1.
    const effects = group.handle(
      { kind: 'owned', memberId: 'a', memberEpoch: epoch, held: orders(0) },
      20,
    );
    expect(sentTo(effects, 'b')).toBeUndefined();
    expect(numbersOf(sentTo(own(group, 'a', orders(0)), 'b')?.partitions ?? [])).toEqual([1]);
  });

  it('answers changes within the assignment interval by one new target', () => {
    const group = new ConsumerGroup({ ...groupConfig, assignmentIntervalMs: 50 }, catalogOf(8));
    join(group, 'a', 0);
    for (const memberId of ['b', 'c', 'd']) {
      expect(sentTo(join(group, memberId, 10), memberId)?.partitions).toEqual([]);
    }
    expect(group.groupEpoch).toBe(1);
    expect(group.nextDueAtMs).toBe(50);
    expect(group.handle({ kind: 'ticked' }, 49)).toEqual([]);
    group.handle({ kind: 'ticked' }, 50);
    expect(group.groupEpoch).toBe(2);
    expect(numbersOf(group.member('d')?.target ?? [])).toEqual([6, 7]);
  });

  it('refuses members above the limit', () => {
    const group = new ConsumerGroup({ ...groupConfig, maxMembers: 1 }, catalogOf(8));
    join(group, 'a');
    expect(codeOf(() => join(group, 'b'))).toBe('GROUP_MAX_SIZE_REACHED');
    expect(group.size).toBe(1);
  });
});

describe('leaving and dying', () => {
  it('reassigns at once when a member leaves', () => {
    const group = pair();
    const effects = group.handle({ kind: 'left', memberId: 'a' }, 100);
    expect(numbersOf(sentTo(effects, 'b')?.partitions ?? [])).toEqual([0, 1, 2, 3]);
    expect(effects).toContainEqual({ kind: 'memberRemoved', memberId: 'a' });
    expect(effects).toContainEqual({ kind: 'sessionEnded', memberId: 'a', error: null });
  });

  it('fences a member whose stream broke after the grace, not before', () => {
    const group = pair();
    group.handle({ kind: 'disconnected', memberId: 'a' }, 100);
    expect(group.nextDueAtMs).toBe(1100);
    expect(group.handle({ kind: 'ticked' }, 1099)).toEqual([]);
    const effects = group.handle({ kind: 'ticked' }, 1100);
    expect(effects).toContainEqual({ kind: 'fenced', memberId: 'a', reason: 'disconnected' });
    expect(numbersOf(sentTo(effects, 'b')?.partitions ?? [])).toEqual([0, 1, 2, 3]);
  });

  it('waits for a member that asks for more grace, at most for its session timeout', () => {
    const group = groupOf(8);
    join(group, 'a', 0, { disconnectGraceMs: 5_000 });
    join(group, 'b', 0, { disconnectGraceMs: 50_000, sessionTimeoutMs: 2_000 });
    for (const memberId of ['a', 'b']) group.handle({ kind: 'disconnected', memberId }, 100);
    group.handle({ kind: 'ticked' }, 2_099);
    expect(group.size).toBe(2);
    group.handle({ kind: 'ticked' }, 2_100);
    expect(group.member('b')).toBeUndefined();
    group.handle({ kind: 'ticked' }, 5_099);
    expect(group.size).toBe(1);
    group.handle({ kind: 'ticked' }, 5_100);
    expect(group.size).toBe(0);
  });

  it('fences a silent member after its session timeout; a heartbeat keeps it alive', () => {
    const group = pair();
    group.handle({ kind: 'heartbeat', memberId: 'a' }, 9000);
    group.handle({ kind: 'heartbeat', memberId: 'b' }, 9000);
    expect(group.handle({ kind: 'ticked' }, 18_999)).toEqual([]);
    group.handle({ kind: 'heartbeat', memberId: 'b' }, 18_999);
    const effects = group.handle({ kind: 'ticked' }, 19_000);
    expect(effects).toContainEqual({ kind: 'fenced', memberId: 'a', reason: 'session-timeout' });
    expect(endOf(effects, 'a')?.code).toBe('FENCED_MEMBER_EPOCH');
    expect(group.size).toBe(1);
  });

  it('fences a member that does not let go within its rebalance timeout', () => {
    const group = groupOf(2);
    join(group, 'a', 0, { rebalanceTimeoutMs: 5000 });
    join(group, 'b', 0);
    expect(group.handle({ kind: 'ticked' }, 4999)).toEqual([]);
    const effects = group.handle({ kind: 'ticked' }, 5000);
    expect(effects).toContainEqual({ kind: 'fenced', memberId: 'a', reason: 'rebalance-timeout' });
    expect(numbersOf(sentTo(effects, 'b')?.partitions ?? [])).toEqual([0, 1]);
  });

  it('fences a member that claims what it was never given, or an epoch from the future', () => {
    const foreign = pair();
    expect(own(foreign, 'b', orders(0, 2, 3))).toContainEqual({
      kind: 'fenced',
      memberId: 'b',
      reason: 'foreign-partitions',
    });
    const future = pair();
    const effects = future.handle(
      { kind: 'owned', memberId: 'b', memberEpoch: 99, held: orders(2, 3) },
      100,
    );
    expect(effects).toContainEqual({ kind: 'fenced', memberId: 'b', reason: 'epoch' });
  });

  it('fences every member before offsets are reset by force', () => {
    const group = pair();
    const effects = group.handle({ kind: 'allFenced' }, 100);
    expect(endOf(effects, 'a')?.metadata).toEqual({ reason: 'reset' });
    expect(endOf(effects, 'b')?.metadata).toEqual({ reason: 'reset' });
    expect(group.state).toBe('empty');
  });

  it('refuses what an unknown member sends', () => {
    const group = pair();
    expect(codeOf(() => group.handle({ kind: 'heartbeat', memberId: 'z' }, 0))).toBe(
      'UNKNOWN_MEMBER_ID',
    );
    expect(codeOf(() => comeBack(group, 'z', 1, orders()))).toBe('UNKNOWN_MEMBER_ID');
  });
});

describe('coming back', () => {
  it('lets a member keep its partitions, epoch and all', () => {
    const group = pair();
    const epoch = group.member('a')?.epoch ?? 0;
    group.handle({ kind: 'disconnected', memberId: 'a' }, 100);
    const effects = comeBack(group, 'a', epoch, orders(0, 1), 500);
    expect(sentTo(effects, 'a')).toMatchObject({ memberEpoch: epoch, revoke: [] });
    expect(numbersOf(sentTo(effects, 'a')?.partitions ?? [])).toEqual([0, 1]);
    expect(group.nextDueAtMs).toBe(10_010);
  });

  it('tells it again what it missed, and takes no answer for given', () => {
    const group = groupOf(2);
    const epoch = sentTo(join(group, 'a'), 'a')?.memberEpoch ?? 0;
    group.handle({ kind: 'disconnected', memberId: 'a' }, 5);
    join(group, 'b', 10);
    const effects = comeBack(group, 'a', epoch, orders(0, 1), 20);
    expect(numbersOf(sentTo(effects, 'a')?.revoke ?? [])).toEqual([1]);
    expect(sentTo(effects, 'b')).toBeUndefined();
    expect(numbersOf(sentTo(own(group, 'a', orders(0)), 'b')?.partitions ?? [])).toEqual([1]);
  });

  it('hands over what it had let go of while it was away', () => {
    const group = groupOf(2);
    join(group, 'a');
    join(group, 'b', 10);
    group.handle({ kind: 'disconnected', memberId: 'a' }, 20);
    const effects = comeBack(group, 'a', group.member('a')?.epoch ?? 0, orders(0), 30);
    expect(numbersOf(sentTo(effects, 'b')?.partitions ?? [])).toEqual([1]);
  });

  it('passes over a stream that the member had given up before its last answer', () => {
    const group = pair();
    const before = group.member('a')?.epoch ?? 0;
    expect(codeOf(() => comeBack(group, 'a', before - 1, orders(0, 1, 2)))).toBe('CANCELLED');
    expect(group.member('a')).toMatchObject({ epoch: before, isConnected: true });
  });

  it('fences a member that comes back with an epoch from the future', () => {
    const group = pair();
    const effects = comeBack(group, 'a', 99, orders(0, 1));
    expect(effects).toContainEqual({ kind: 'fenced', memberId: 'a', reason: 'epoch' });
  });

  it('knows its members after the coordinator has moved', () => {
    const before = pair();
    const saved = { group: before.snapshot(), members: before.members().map((m) => m.snapshot()) };
    const after = ConsumerGroup.restore(groupConfig, catalogOf(4), saved, 1_000_000);
    expect(after.handle({ kind: 'ticked' }, 1_000_000)).toEqual([]);
    expect(after.groupEpoch).toBe(before.groupEpoch);
    const epoch = before.member('a')?.epoch ?? 0;
    const effects = comeBack(after, 'a', epoch, orders(0, 1), 1_000_100);
    expect(sentTo(effects, 'a')?.memberEpoch).toBe(epoch);
    expect(numbersOf(sentTo(effects, 'a')?.partitions ?? [])).toEqual([0, 1]);
    // b has its session timeout to come back.
    expect(after.nextDueAtMs).toBe(1_010_000);
  });

  it('leaves members out whose documents claim the same partition', () => {
    const { group, members } = savedPair();
    const [first, second] = members;
    const conflicting = members.map((member) =>
      member === second ? { ...member, owned: first?.owned ?? member.owned } : member,
    );
    const restored = ConsumerGroup.restore(
      groupConfig,
      catalogOf(4),
      { group, members: conflicting },
      0,
    );
    expect(restored.size).toBe(0);
  });
});

describe('static members', () => {
  it('keep their partitions for the session timeout across a restart', () => {
    const group = groupOf(4);
    join(group, 'a', 0, { instanceId: 'one' });
    join(group, 'b', 0, { instanceId: 'two' });
    own(group, 'a', orders(0, 1));
    const epoch = group.groupEpoch;
    group.handle({ kind: 'left', memberId: 'a' }, 100);
    expect(group.handle({ kind: 'ticked' }, 9000)).toEqual([]);
    const effects = join(group, 'a2', 9000, { instanceId: 'one' });
    expect(numbersOf(sentTo(effects, 'a2')?.partitions ?? [])).toEqual([0, 1]);
    expect(sentTo(effects, 'b')).toBeUndefined();
    expect(group.groupEpoch).toBe(epoch);
    expect(group.size).toBe(2);
  });

  it('are fenced after the session timeout', () => {
    const group = groupOf(4);
    join(group, 'a', 0, { instanceId: 'one' });
    group.handle({ kind: 'disconnected', memberId: 'a' }, 100);
    expect(group.nextDueAtMs).toBe(10_100);
    expect(group.handle({ kind: 'ticked' }, 10_100)).toContainEqual({
      kind: 'fenced',
      memberId: 'a',
      reason: 'disconnected',
    });
  });

  it('take over only from a process that is gone, whose commits are then refused', () => {
    const group = groupOf(4);
    join(group, 'a', 0, { instanceId: 'one' });
    expect(codeOf(() => join(group, 'a2', 10, { instanceId: 'one' }))).toBe(
      'UNRELEASED_INSTANCE_ID',
    );
    group.handle({ kind: 'disconnected', memberId: 'a' }, 20);
    join(group, 'a2', 30, { instanceId: 'one' });
    expect(codeOf(() => commitFence(group, { memberId: 'a', memberEpoch: 1 }))).toBe(
      'UNKNOWN_MEMBER_ID',
    );
    expect(codeOf(() => comeBack(group, 'a', 1, orders(0), 40, { instanceId: 'one' }))).toBe(
      'FENCED_INSTANCE_ID',
    );
  });
});

describe('topics', () => {
  it('picks up new partitions', () => {
    const group = pair();
    const effects = group.handle({ kind: 'topicsChanged', topics: catalogOf(6) }, 100);
    expect(numbersOf(group.member('a')?.target ?? [])).toEqual([0, 1, 2]);
    expect(numbersOf(sentTo(effects, 'b')?.partitions ?? [])).toEqual([3, 4, 5]);
    expect(numbersOf(sentTo(effects, 'b')?.revoke ?? [])).toEqual([2]);
  });

  it('picks up a new topic that matches a pattern', () => {
    const group = groupOf(2);
    join(group, 'a', 0, { topics: [], topicPattern: 'orders|pay.*' });
    const effects = group.handle({ kind: 'topicsChanged', topics: catalogOf(2, 3) }, 10);
    expect(sentTo(effects, 'a')?.partitions).toHaveLength(5);
  });

  it('does nothing when the topics of others change', () => {
    const group = pair();
    const epoch = group.groupEpoch;
    expect(group.handle({ kind: 'topicsChanged', topics: catalogOf(4, 9) }, 10)).toEqual([]);
    expect(group.groupEpoch).toBe(epoch);
  });

  it('revokes the partitions of a deleted topic', () => {
    const group = pair();
    const effects = group.handle({ kind: 'topicsChanged', topics: catalogOf(0) }, 10);
    expect(numbersOf(sentTo(effects, 'a')?.revoke ?? [])).toEqual([0, 1]);
  });

  it('follows a member that changes its subscription', () => {
    const group = new ConsumerGroup(groupConfig, catalogOf(2, 2));
    join(group, 'a');
    const effects = group.handle(
      {
        kind: 'resubscribed',
        memberId: 'a',
        subscription: subscriptionOf({ topics: ['payments'] }),
      },
      10,
    );
    expect(sentTo(effects, 'a')?.partitions).toHaveLength(2);
    expect(numbersOf(sentTo(effects, 'a')?.revoke ?? [])).toEqual([0, 1]);
  });
});

describe('assignors of a group', () => {
  it('takes the one that most members name, else its own', () => {
    const group = groupOf(4);
    join(group, 'a');
    expect(group.assignor).toBe('range');
    join(group, 'b', 0, { assignor: 'sticky' });
    expect(group.assignor).toBe('sticky');
    join(group, 'c', 0, { assignor: 'round-robin' });
    expect(group.assignor).toBe('sticky');
    join(group, 'd', 0, { assignor: 'round-robin' });
    expect(group.assignor).toBe('round-robin');
  });
});

describe('commitFence', () => {
  it('lets a member commit to what it held all along, whatever epoch it has reached', () => {
    const group = groupOf(2);
    const before = sentTo(join(group, 'a'), 'a')?.memberEpoch ?? 0;
    join(group, 'b', 10);
    expect(commitProblems(group, 'a', before)).toEqual([undefined, undefined]);
    own(group, 'a', orders(0));
    expect(commitProblems(group, 'a', before)).toEqual([undefined, 'FENCED_MEMBER_EPOCH']);
    expect(commitProblems(group, 'b', group.member('b')?.epoch ?? 0)).toEqual([
      'FENCED_MEMBER_EPOCH',
      undefined,
    ]);
  });

  it('refuses a commit of an epoch before the partition came back', () => {
    const group = groupOf(2);
    const before = sentTo(join(group, 'a'), 'a')?.memberEpoch ?? 0;
    join(group, 'b', 10);
    own(group, 'a', orders(0));
    group.handle({ kind: 'left', memberId: 'b' }, 20);
    expect(commitProblems(group, 'a', before)).toEqual([undefined, 'STALE_MEMBER_EPOCH']);
    expect(commitProblems(group, 'a', group.member('a')?.epoch ?? 0)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('refuses unknown members, epochs from the future, and hand commits beside members', () => {
    const group = pair();
    const codes = [
      { memberId: 'z', memberEpoch: 1 },
      { memberId: 'a', memberEpoch: 99 },
      { memberId: '', memberEpoch: 0 },
    ].map((committer) => codeOf(() => commitFence(group, committer)));
    expect(codes).toEqual(['UNKNOWN_MEMBER_ID', 'FENCED_MEMBER_EPOCH', 'UNKNOWN_MEMBER_ID']);
    const empty = groupOf(2);
    expect(
      commitFence(empty, { memberId: '', memberEpoch: 0 })(onlyKey(orders(0))),
    ).toBeUndefined();
  });
});

describe('PartitionOwners', () => {
  it('stops at a second owner', () => {
    const owners = new PartitionOwners();
    owners.claim(onlyKey(orders(0)), 'a');
    expect(() => {
      owners.claim(onlyKey(orders(0)), 'b');
    }).toThrow('no partition is owned by two members of a group');
    expect(() => {
      owners.release(onlyKey(orders(0)), 'b');
    }).toThrow('only its owner releases a partition');
  });
});

function groupOf(partitions: number): ConsumerGroup {
  return new ConsumerGroup(groupConfig, catalogOf(partitions));
}

/** Members a, with partitions 0 and 1, and b, with 2 and 3. */
function pair(): ConsumerGroup {
  const group = groupOf(4);
  join(group, 'a', 0);
  join(group, 'b', 10);
  own(group, 'a', orders(0, 1), 10);
  return group;
}

function savedPair(): Parameters<typeof ConsumerGroup.restore>[2] {
  const group = pair();
  return { group: group.snapshot(), members: group.members().map((member) => member.snapshot()) };
}

function join(
  group: ConsumerGroup,
  memberId: string,
  nowMs = 0,
  fields: Partial<SubscriptionFields> = {},
): GroupEffect[] {
  return group.handle({ kind: 'joined', memberId, subscription: subscriptionOf(fields) }, nowMs);
}

/** The member answers its latest assignment. */
function own(
  group: ConsumerGroup,
  memberId: string,
  held: ReadonlySet<PartitionKey>,
  nowMs = 30,
): GroupEffect[] {
  const memberEpoch = group.member(memberId)?.epoch ?? 0;
  return group.handle({ kind: 'owned', memberId, memberEpoch, held }, nowMs);
}

// eslint-disable-next-line max-params
function comeBack(
  group: ConsumerGroup,
  memberId: string,
  memberEpoch: number,
  held: ReadonlySet<PartitionKey>,
  nowMs = 100,
  fields: Partial<SubscriptionFields> = {},
): GroupEffect[] {
  const subscription = subscriptionOf(fields);
  return group.handle({ kind: 'returned', memberId, memberEpoch, held, subscription }, nowMs);
}

function commitProblems(
  group: ConsumerGroup,
  memberId: string,
  memberEpoch: number,
): (string | undefined)[] {
  const fence = commitFence(group, { memberId, memberEpoch });
  return [...orders(0, 1)].map((key) => fence(key)?.code);
}

function endOf(effects: readonly GroupEffect[], memberId: string): WeirError | undefined {
  for (const effect of effects) {
    if (effect.kind === 'sessionEnded' && effect.memberId === memberId) {
      return effect.error ?? undefined;
    }
  }
  return undefined;
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof WeirError) return error.code;
    throw error;
  }
  return '';
}

function onlyKey(keys: ReadonlySet<PartitionKey>): PartitionKey {
  const [key] = keys;
  if (key === undefined) throw new Error('No key');
  return key;
}
