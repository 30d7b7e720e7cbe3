import { toLeaderEpoch, toOffset, TopicPattern } from '@weir/core';
import { expect, it } from 'vitest';
import { catalogOf, orders, ordersId, subscriptionOf } from '../group/consumer-group.fixture.ts';
import type { CommittedPosition } from '../offsets/committed-offsets.ts';
import { partitionKey } from '../topics/partition-key.ts';

import {
  decodeGroup,
  decodeMember,
  decodeOffset,
  encodeGroup,
  encodeMember,
  encodeOffset,
  memberDocumentKey,
  offsetDocumentKey,
  splitMemberDocumentKey,
  splitOffsetDocumentKey,
} from './group-documents.ts';

it('reads back the group and the member that it wrote', () => {
  const group = { groupEpoch: 7, assignor: 'sticky', nextJoinNumber: 3 };
  expect(decodeGroup(encodeGroup(group))).toEqual(group);
  const member = {
    memberId: 'm',
    epoch: 5,
    joinNumber: 2,
    owned: new Map([...orders(0, 3)].map((key) => [key, 4])),
    target: orders(3, 11),
    subscription: subscriptionOf({
      topicPattern: 'or.*',
      assignor: 'range',
      instanceId: 'one',
      disconnectGraceMs: 5_000,
    }),
  };
  expect(decodeMember('m', encodeMember(member))).toEqual(member);
});

it('lets the pattern of a member whose rights are not known match what it has, and no more', () => {
  const scope = { key: 'user:ada@3', includes: () => true };
  const text = encodeMember({
    ...{ memberId: 'm', epoch: 5, joinNumber: 2 },
    owned: new Map(),
    target: orders(0),
    subscription: { ...subscriptionOf({ topics: [], topicPattern: '.*' }), scope },
  });
  const restored = decodeMember('m', text).subscription.scope;
  expect(restored?.key).not.toBe(scope.key);
  const included = [...catalogOf(1, 1).matching(new TopicPattern('.*'))].filter(
    (topic) => restored?.includes(topic) === true,
  );
  expect(included.map(({ name }) => name)).toEqual(['orders']);
});

it.each([
  { leaderEpoch: undefined, metadata: '' },
  { leaderEpoch: toLeaderEpoch(3), metadata: 'until noon' },
])('reads back an offset with %o', (extra) => {
  const position: CommittedPosition = {
    topic: 'orders',
    offset: toOffset(2 ** 40),
    committedAtMs: 12,
    generation: 11,
    ...extra,
  };
  expect(decodeOffset(encodeOffset(position))).toEqual(position);
});

it('makes keys of any group id and takes them apart', () => {
  const groupId = 'a/b/../ü 3';
  expect(splitMemberDocumentKey(memberDocumentKey('m-1', groupId))).toEqual({
    memberId: 'm-1',
    groupId,
  });
  const key = partitionKey(ordersId, 12);
  expect(splitOffsetDocumentKey(offsetDocumentKey(key, groupId))).toEqual({ key, groupId });
});
