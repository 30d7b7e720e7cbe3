import { describe, expect, it } from 'vitest';
import { partitionOf, topicOf } from '../doctor/healthy-snapshot.fixture.ts';
import { InputError } from '../exit-code.ts';
import { parsePartitionName } from './describe-partition.ts';
import { type ListPartitionsOptions, partitionRows } from './list-partitions.ts';

const under = partitionOf(1, [1, 2, 3], { inSyncReplicas: [1, 2] });
const underMin = partitionOf(2, [2, 3, 1], { inSyncReplicas: [2] });
const leaderless = {
  ...{ partition: 3, leaderEpoch: 1, partitionEpoch: 1, assignedReplicas: [3, 1] },
  ...{ inSyncReplicas: [3], leaderlessReason: 'node 3 is down' },
};
const topics = [
  topicOf('orders', { partitions: [partitionOf(0, [1, 2]), under, underMin, leaderless] }),
  topicOf('audit', { replicationFactor: 1, partitions: [partitionOf(0, [4])] }),
  topicOf('__weir_offsets', { partitions: [under] }),
];

function names(options: ListPartitionsOptions): readonly string[] {
  return partitionRows({ topics }, options).map((row) => `${row.topic}/${row.partition}`);
}

describe('partitionRows', () => {
  it.each([
    [{}, ['audit/0', 'orders/0', 'orders/1', 'orders/2', 'orders/3']],
    [
      { internal: true, underReplicated: false, node: 2 },
      ['__weir_offsets/1', 'orders/0', 'orders/1', 'orders/2'],
    ],
    [{ topic: '__weir_offsets' }, ['__weir_offsets/1']],
    [{ node: 4 }, ['audit/0']],
    [{ leaderless: true }, ['orders/3']],
    [{ underMinIsr: true }, ['orders/2']],
    [{ underReplicated: true }, ['__weir_offsets/1', 'orders/1', 'orders/2', 'orders/3']],
    [{ underReplicated: true, leaderless: true }, ['orders/3']],
  ] as const)('lists, of %o, those that have all of it', (options, expected) => {
    expect(names(options)).toEqual(expected);
  });

  it('refuses a topic that is not there', () => {
    expect(() => names({ topic: 'nowhere' })).toThrow(/There is no topic "nowhere"/);
  });

  it('says of each what is the matter', () => {
    const rows = partitionRows({ topics }, { topic: 'orders' });
    expect(
      rows.map(({ leader, isUnderReplicated, isUnderMinIsr }) => [
        ...[leader, isUnderReplicated, isUnderMinIsr],
      ]),
    ).toEqual([
      [1, false, false],
      [1, true, false],
      [2, true, true],
      [null, true, false],
    ]);
  });
});

describe('parsePartitionName', () => {
  it('takes the name of a topic and a number', () => {
    expect(parsePartitionName('a.b-c/12')).toEqual({ topic: 'a.b-c', partition: 12 });
  });

  it.each(['orders', '/1', 'orders/', 'orders/x', 'orders/-1', 'orders/99999'])(
    'refuses %s',
    (text) => {
      expect(() => parsePartitionName(text)).toThrow(InputError);
    },
  );
});
