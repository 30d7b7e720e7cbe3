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
  /** A commit was checked against rights, group and log, and is on its way to the store. */
  commitChecked(seconds: number): void;
  /** A commit that was checked is in the store. */
  commitStored(seconds: number): void;
  /** The two together. */
  commitTook(seconds: number): void;
  assignmentComputed(seconds: number): void;
  journalWritten(seconds: number): void;
}

/** What a coordinator holds at the moment of a scrape. */
export interface CoordinatorCounts {
  readonly shards: number;
  readonly groups: number;
  readonly members: number;
  /** Changed offsets that are not in the journal yet. */
  readonly journalPendingOffsets: number;
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
  commitChecked: () => undefined,
  commitStored: () => undefined,
  commitTook: () => undefined,
  assignmentComputed: () => undefined,
  journalWritten: () => undefined,
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
  metrics.gauge(
    {
      name: 'weir_coordinator_journal_pending_offsets',
      help: 'Changed offsets that wait to be written to the journal',
    },
    (gauge) => {
      gauge.set(counts().journalPendingOffsets);
    },
  );
  return {
    ...createTimings(metrics),
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

type Timings = Pick<
  CoordinatorMetrics,
  'commitChecked' | 'commitStored' | 'commitTook' | 'assignmentComputed' | 'journalWritten'
>;

function createTimings(metrics: Metrics): Timings {
  const commits = metrics.histogram({
    name: 'weir_coordinator_commit_seconds',
    help: 'Time of commits that were stored: check before the store, store, and total',
    labels: ['phase'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  });
  const assignments = metrics.histogram({
    name: 'weir_coordinator_assignment_seconds',
    help: 'Time to compute a target assignment',
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  });
  const journal = metrics.histogram({
    name: 'weir_coordinator_journal_write_seconds',
    help: 'Time to append changed offsets to the journal, of one shard at a time',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  const phase = (name: 'check' | 'store' | 'total') => commits.labels({ phase: name });
  const [check, store, total] = [phase('check'), phase('store'), phase('total')];
  const [computed, written] = [assignments.labels({}), journal.labels({})];
  return {
    commitChecked: (seconds) => {
      check.observe(seconds);
    },
    commitStored: (seconds) => {
      store.observe(seconds);
    },
    commitTook: (seconds) => {
      total.observe(seconds);
    },
    assignmentComputed: (seconds) => {
      computed.observe(seconds);
    },
    journalWritten: (seconds) => {
      written.observe(seconds);
    },
  };
}
