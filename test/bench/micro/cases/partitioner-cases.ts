import { Buffer } from 'node:buffer';
import { murmur2, partitionForKey } from '@weir/core';
import type { MicroCase } from '../micro-case.ts';

const keysPerRun = 1_000;
const partitions = 6;

/** How the partition of a key is found. */
export const partitionerCases: readonly MicroCase[] = [
  {
    id: 'murmur2',
    what: 'murmur2 of 16 B',
    unit: 'keys',
    operationsPerRun: keysPerRun,
    prepare() {
      const keys = texts().map((key) => Buffer.from(key));
      return { run: () => keys.reduce((sum, key) => sum + murmur2(key), 0) };
    },
  },
  {
    id: 'partition-for-key',
    what: 'partition for a key, a string of 16 letters',
    unit: 'keys',
    operationsPerRun: keysPerRun,
    prepare() {
      const keys = texts();
      return { run: () => keys.reduce((sum, key) => sum + partitionForKey(key, partitions), 0) };
    },
  },
];

function texts(): string[] {
  return Array.from({ length: keysPerRun }, (_, index) => `customer-${index}`.padEnd(16, '-'));
}
