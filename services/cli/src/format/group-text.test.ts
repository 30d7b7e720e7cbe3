import type { DescribeGroupResponse, GroupListing } from '@weir/client';
import { expect, it } from 'vitest';
import { rowTable } from '../result/list-result.ts';
import { formatGroup, groupColumns, resetColumns } from './group-text.ts';

const group: DescribeGroupResponse = {
  groupId: 'g',
  state: 'GROUP_STATE_STABLE',
  assignor: 'sticky',
  groupEpoch: 3,
  coordinatorId: 'c',
  members: [
    {
      memberId: 'm-1',
      instanceId: 'one',
      clientId: 'app',
      rack: '',
      memberEpoch: 4,
      owned: [{ topicId: '', topic: 'orders', partition: 0 }],
      target: [],
      topics: ['orders'],
      topicPattern: '',
      isConnected: false,
      assignor: '',
      sessionTimeoutMs: 10_000,
      silentMs: 2_500,
    },
  ],
  partitions: [
    {
      topicId: '',
      topic: 'orders',
      partition: 0,
      memberId: 'm-1',
      metadata: '',
      committedOffset: 40,
      position: 45,
      highWatermark: 100,
      lag: 60,
      lagMs: 200_000,
      appendedPerSecond: 1.25,
      consumedPerSecond: 0,
      isStuck: true,
      stuckMs: 45_000,
    },
    { topicId: '', topic: 'orders', partition: 1, memberId: '', metadata: '', isStuck: false },
  ],
};

it('shows a group with its members, lag, rates, and what is stuck', () => {
  expect(formatGroup(group).split('\n')).toEqual([
    'Group g: stable, assignor sticky, epoch 3, coordinator c, lag 60, 1 stuck',
    '',
    'MEMBER  INSTANCE  CLIENT  RACK  EPOCH  CONNECTED      PARTITIONS',
    'm-1     one       app     -     4      no, for 2.5 s  1',
    '',
    'TOPIC   PARTITION  MEMBER  COMMITTED  POSITION  END  LAG  LAG TIME  IN/S  OUT/S',
    'orders  0          m-1     40         45        100  60   3.3 min   1.2   0      STUCK 45 s',
    'orders  1          -       -          -         -    -    -         -     -',
  ]);
});

it('says so when no lag is known', () => {
  expect(formatGroup({ ...group, partitions: [] })).toContain('lag unknown, 0 stuck');
});

it('lists groups', () => {
  const groups: readonly GroupListing[] = [
    { groupId: 'g', state: 'GROUP_STATE_STABLE', members: 2, lag: 7, stuckPartitions: 1 },
    { groupId: 'new', state: 'GROUP_STATE_RECONCILING', members: 1, stuckPartitions: 0 },
  ];
  const text = rowTable(groups, groupColumns);
  expect(text.split('\n')).toEqual([
    'GROUP  STATE        MEMBERS  LAG  STUCK',
    'g      stable       2        7    1',
    'new    reconciling  1        -    0',
  ]);
});

it('shows what a reset changes', () => {
  const of = (partition: number, previousOffset: number | null, offset: number) => ({
    topic: 'orders',
    partition,
    previousOffset,
    offset,
    change: previousOffset === null ? null : offset - previousOffset,
  });
  const text = rowTable([of(0, 10, 30), of(1, 30, 10), of(2, 5, 5), of(3, null, 8)], resetColumns);
  expect(text.split('\n').map((line) => line.split(/\s{2,}/))).toEqual([
    ['TOPIC', 'PARTITION', 'OLD OFFSET', 'NEW OFFSET', 'CHANGE'],
    ['orders', '0', '10', '30', '+20'],
    ['orders', '1', '30', '10', '-20'],
    ['orders', '2', '5', '5', '0'],
    ['orders', '3', '-', '8', '-'],
  ]);
});
