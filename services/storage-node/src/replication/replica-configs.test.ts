import type { LeaderEpoch, NodeId } from '@weir/core';
import { expect, it } from 'vitest';

import { type ReplicaConfig, toReplicaSet } from './replica-config.ts';
import { ReplicaConfigs } from './replica-configs.ts';

function config(offset: number, minInsyncReplicas = 2): ReplicaConfig {
  const set = { replicas: [1, 2, 3] as NodeId[], minInsyncReplicas };
  return { sets: [set], offset, leaderEpoch: 1 as LeaderEpoch };
}

it('uses the latest config in the log, cut with it (8.1)', () => {
  const configs = new ReplicaConfigs([config(-1)]).append(config(5, 1)).append(config(9, 3));
  expect(configs.latestBelow(10)).toEqual(config(9, 3));
  expect(configs.latestBelow(9)).toEqual(config(5, 1));
  expect(configs.truncate(9).entries).toEqual([config(-1), config(5, 1)]);
  expect(configs.truncate(0).entries).toEqual([config(-1)]);
});

it('is the same list when there is nothing to cut', () => {
  const configs = new ReplicaConfigs([config(-1)]).append(config(5, 1));
  expect(configs.truncate(6)).toBe(configs);
});

it('takes the config of a leader whose record retention has removed (8.6)', () => {
  const configs = new ReplicaConfigs([config(-1)]);
  expect(configs.adopt(config(40, 1), 50).entries).toEqual([config(40, 1)]);
  expect(configs.adopt(config(50, 1), 50)).toBe(configs);
  expect(configs.adopt(config(-1), 50)).toBe(configs);
});

it('keeps eight configs', () => {
  let configs = new ReplicaConfigs([config(-1)]);
  for (let offset = 0; offset < 20; offset += 1) configs = configs.append(config(offset));
  expect(configs.entries).toHaveLength(8);
});

it.each([
  [{ replicas: [], minInsyncReplicas: 1 }, 'empty'],
  [{ replicas: [1, 1], minInsyncReplicas: 1 }, 'repeats'],
  [{ replicas: [1, 2], minInsyncReplicas: 3 }, 'from 1 to 2'],
  [{ replicas: [1, 2], minInsyncReplicas: 0 }, 'from 1 to 2'],
  [null, 'empty'],
])('refuses the replica set %j', (set, problem) => {
  expect(() => toReplicaSet(set)).toThrow(problem);
});
