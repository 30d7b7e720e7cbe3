import type { Metrics } from '@weir/runtime';
import type { FenceReason } from './group/group-effect.ts';

/** What a coordinator counts. */
export interface CoordinatorMetrics {
  memberJoined(): void;
  memberLeft(): void;
  memberFenced(reason: FenceReason): void;
  targetMoved(): void;
  offsetsCommitted(count: number): void;
  offsetsRefused(count: number): void;
  offsetsRestored(count: number): void;
  offsetsExpired(count: number): void;
  shardAcquired(): void;
  shardLost(): void;
  partitionStuck(): void;
}

/** What a coordinator holds at the moment of a scrape. */
export interface CoordinatorCounts {
  readonly shards: number;
  readonly groups: number;
  readonly members: number;
}

/** Counts nothing: for a coordinator without an ops port of its own. */
export const noMetrics: CoordinatorMetrics = {
  memberJoined: () => undefined,
  memberLeft: () => undefined,
  memberFenced: () => undefined,
  targetMoved: () => undefined,
  offsetsCommitted: () => undefined,
  offsetsRefused: () => undefined,
  offsetsRestored: () => undefined,
  offsetsExpired: () => undefined,
  shardAcquired: () => undefined,
  shardLost: () => undefined,
  partitionStuck: () => undefined,
};

/** The metrics of a coordinator, in a process' registry. */
export function createCoordinatorMetrics(
  metrics: Metrics,
  counts: () => CoordinatorCounts,
): CoordinatorMetrics {
  const count = (name: string, help: string) =>
    metrics.counter({ name: `weir_coordinator_${name}_total`, help });
  const joined = count('members_joined', 'Members that joined, or took over an instance id');
  const left = count('members_left', 'Members that left by themselves');
  const moved = count('targets', 'Target assignments computed');
  const committed = count('offsets_committed', 'Offsets committed');
  const refused = count('offsets_refused', 'Offsets whose commit was refused');
  const restored = count('offsets_restored', 'Offsets that came back from the journal');
  const expired = count('offsets_expired', 'Offsets forgotten as nobody needed them');
  const acquired = count('shards_acquired', 'Shards taken');
  const lost = count('shards_lost', 'Shards lost or handed over');
  const stuck = count('partitions_stuck', 'Times that a partition of a group became stuck');
  const fenced = metrics.counter({
    name: 'weir_coordinator_members_fenced_total',
    help: 'Members fenced',
    labels: ['reason'],
  });
  for (const held of ['shards', 'groups', 'members'] as const) {
    metrics.gauge({ name: `weir_coordinator_${held}`, help: `Number of ${held} held` }, (gauge) => {
      gauge.set(counts()[held]);
    });
  }
  return {
    memberJoined: () => joined.inc(),
    memberLeft: () => left.inc(),
    memberFenced: (reason) => fenced.inc({ reason }),
    targetMoved: () => moved.inc(),
    offsetsCommitted: (amount) => committed.inc(amount),
    offsetsRefused: (amount) => refused.inc(amount),
    offsetsRestored: (amount) => restored.inc(amount),
    offsetsExpired: (amount) => expired.inc(amount),
    shardAcquired: () => acquired.inc(),
    shardLost: () => lost.inc(),
    partitionStuck: () => stuck.inc(),
  };
}
