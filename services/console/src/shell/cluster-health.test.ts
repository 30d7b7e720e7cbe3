import type { DescribeClusterResponse } from '@weir/protos';
import { expect, it } from 'vitest';
import { clusterFixture, nodeFixture } from '../state/cluster.fixture.ts';
import { healthOf } from './cluster-health.ts';

const toneAndText = (changes: Partial<DescribeClusterResponse>) => {
  const health = healthOf({ ...clusterFixture, ...changes });
  return [health?.tone, health?.text];
};

it('tells the worst thing in a few words', () => {
  const dead = [nodeFixture({ state: 'NODE_STATE_DEAD' })];
  expect(toneAndText({})).toEqual(['good', 'Healthy']);
  expect(toneAndText({ underReplicatedPartitions: 2 })).toEqual([
    ...['warn', '2 partitions under-replicated'],
  ]);
  expect(toneAndText({ nodes: dead, underReplicatedPartitions: 2 })).toEqual([
    'warn',
    '1 node down',
  ]);
  expect(toneAndText({ nodes: dead, leaderlessPartitions: 1 })).toEqual([
    ...['bad', '1 partition without a leader'],
  ]);
});

it('says nothing of a cluster that is not known yet', () => {
  expect(healthOf(undefined)).toBeUndefined();
});
