import type { Random } from '@weir/core';
import { between, oneOf } from '../world/world.ts';

/** Which faults there are. */
export type FaultProfile = 'all' | 'coordinators' | 'members' | 'store';

/** What one simulated set of groups is like. */
export interface GroupsSettings {
  readonly coordinators: number;
  readonly groups: number;
  /** In each group at first. */
  readonly members: number;
  /** How many of them are static, per thousand. */
  readonly staticPerMille: number;
  readonly topics: number;
  /** In each topic at first, at most. */
  readonly partitions: number;
  readonly faultProfile: FaultProfile;
  /** How long faults go on. */
  readonly faultsMs: number;
  /** The mean time between two faults. */
  readonly faultEveryMs: number;
  readonly lossPerMille: number;
  readonly recordEveryMs: number;
  readonly leaseTtlMs: number;
  readonly disconnectGraceMs: number;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly commitEveryMs: number;
  readonly slowPerMille: number;
  readonly journalIntervalMs: number;
  readonly recoveryMs: number;
  /** Whether the cluster is new: members of its first minute are believed, as after a lost store. */
  readonly isFresh: boolean;
  /** Whether the store may be wiped or rolled back. */
  readonly losesStore: boolean;
  readonly mixesAssignors: boolean;
}

const profiles: readonly [FaultProfile, ...FaultProfile[]] = [
  'all',
  'all',
  'all',
  'coordinators',
  'members',
  'store',
];

/** Settings that a seed leads to. */
export function randomGroupsSettings(random: Random): GroupsSettings {
  const faultProfile = oneOf(random, profiles);
  const isCalm = faultProfile === 'coordinators';
  return {
    coordinators: between(random, 2, 3),
    groups: between(random, 1, 3),
    members: between(random, 2, 5),
    staticPerMille: oneOf(random, [0, 300, 1_000]),
    topics: between(random, 1, 3),
    partitions: between(random, 1, 6),
    faultProfile,
    faultsMs: between(random, 3_000, 6_000),
    faultEveryMs: isCalm ? oneOf(random, [700, 1_500]) : oneOf(random, [100, 200, 400]),
    lossPerMille: isCalm ? 0 : oneOf(random, [0, 5, 30]),
    recordEveryMs: oneOf(random, [30, 60, 120]),
    leaseTtlMs: oneOf(random, [800, 1_300]),
    disconnectGraceMs: oneOf(random, [300, 1_000]),
    sessionTimeoutMs: isCalm ? 6_000 : oneOf(random, [2_000, 4_000]),
    rebalanceTimeoutMs: oneOf(random, [1_500, 4_000]),
    commitEveryMs: oneOf(random, [250, 600]),
    slowPerMille: isCalm ? 0 : oneOf(random, [0, 50, 200]),
    journalIntervalMs: oneOf(random, [100, 500]),
    recoveryMs: oneOf(random, [3_000, 60_000]),
    isFresh: random.nextInt(5) === 0,
    losesStore: random.nextInt(3) === 0,
    mixesAssignors: random.nextInt(3) === 0,
  };
}
