import { partitionForKey } from '@weir/core';

const keysPerProducer = 24;

/** Keys of a producer that go to one partition after the other: each has the same share of the records. */
export function keysRoundPartitions(producer: string, partitions: number): string[] {
  const keys: string[] = [];
  for (let candidate = 0; keys.length < keysPerProducer; candidate += 1) {
    const key = `${producer}-key-${candidate}`;
    if (partitionForKey(key, partitions) === keys.length % partitions) keys.push(key);
  }
  return keys;
}
