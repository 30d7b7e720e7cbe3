import { expect, it } from 'vitest';
import { partitionOf, topicOf } from '../doctor/healthy-snapshot.fixture.ts';
import { describeManyLogs } from './describe-many-logs.ts';

function topicWith(name: string, partitions: number) {
  return topicOf(name, {
    partitions: Array.from({ length: partitions }, (_, index) => partitionOf(index, [1])),
  });
}

it('asks for no more than 2,000 partitions at once, unless one topic has more', async () => {
  const asked: (readonly string[])[] = [];
  const admin = {
    async describeLogs(names: readonly string[]) {
      asked.push(names);
      return [];
    },
  };
  const topics = [
    topicWith('a', 1_500),
    topicWith('b', 500),
    topicWith('c', 1),
    topicWith('d', 5_000),
    topicWith('e', 1),
  ];
  const turns = await Array.fromAsync(describeManyLogs(admin, topics));
  expect(turns).toHaveLength(4);
  expect(asked).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
});
