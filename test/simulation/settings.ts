import type { Random } from '@weir/core';
import { between, oneOf } from './world/world.ts';

/** What one simulated cluster is like. */
export interface SimulationSettings {
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  /** Storage nodes that are no members at first. */
  readonly spareNodes: number;
  readonly controllers: number;
  readonly flushPolicy: 'fsync' | 'page-cache';
  readonly commitPolicy: 'in-sync' | 'quorum';
  readonly producers: number;
  readonly producerPauseMs: number;
  /** How long faults go on. */
  readonly faultsMs: number;
  /** The mean time between two faults. */
  readonly faultEveryMs: number;
  readonly maxDiskMs: number;
  readonly lossPerMille: number;
  readonly duplicatePerMille: number;
  readonly latePerMille: number;
  readonly leaseTtlMs: number;
  readonly heartbeatIntervalMs: number;
  readonly sessionTimeoutMs: number;
  readonly leaderBalanceIntervalMs: number;
  readonly hasRetention: boolean;
  readonly changesConfig: boolean;
}

const sizes = [
  [3, 2],
  [3, 2],
  [3, 2],
  [3, 1],
  [3, 3],
  [2, 2],
  [5, 3],
] as const;

/** Settings that a seed leads to. */
export function randomSettings(random: Random): SimulationSettings {
  const [replicationFactor, minInsyncReplicas] = oneOf(random, sizes);
  const changesConfig = random.nextInt(4) === 0;
  return {
    ...{ replicationFactor, minInsyncReplicas, changesConfig },
    spareNodes: changesConfig ? 1 : 0,
    controllers: between(random, 2, 3),
    flushPolicy: oneOf(random, ['fsync', 'page-cache']),
    commitPolicy: oneOf(random, ['in-sync', 'quorum']),
    producers: between(random, 1, 3),
    producerPauseMs: oneOf(random, [10, 40, 100]),
    faultsMs: between(random, 3_000, 7_000),
    faultEveryMs: oneOf(random, [60, 120, 250]),
    maxDiskMs: oneOf(random, [1, 5, 20]),
    lossPerMille: oneOf(random, [0, 5, 30]),
    duplicatePerMille: oneOf(random, [0, 10, 50]),
    latePerMille: oneOf(random, [0, 10, 40]),
    leaseTtlMs: oneOf(random, [300, 1_000]),
    ...oneOf(random, [
      { heartbeatIntervalMs: 250, sessionTimeoutMs: 2_000 },
      { heartbeatIntervalMs: 60, sessionTimeoutMs: 250 },
      { heartbeatIntervalMs: 100, sessionTimeoutMs: 500 },
    ]),
    leaderBalanceIntervalMs: oneOf(random, [1_000, 300_000]),
    hasRetention: random.nextInt(5) === 0,
  };
}
