import type { Partition } from '../partition/partition.ts';

/** How the partitions are that a node leads. */
export interface LeadingFigures {
  readonly partitions: number;
  /** Fewer replicas in sync than are assigned. */
  readonly underReplicated: number;
  /** Fewer in sync than `min.insync.replicas`: they take no writes with acks=all. */
  readonly underMinIsr: number;
  /** As many in sync as `min.insync.replicas`, though more are assigned: one more lost stops writes. */
  readonly atMinIsr: number;
  /** Largest distance from a log's end to a follower's, in records. */
  readonly maxFollowerLag: number;
}

/** Looks at the partitions that a node leads, in memory. */
export function measureLeading(partitions: ReadonlySet<Partition>): LeadingFigures {
  const figures = { underReplicated: 0, underMinIsr: 0, atMinIsr: 0, maxFollowerLag: 0 };
  for (const partition of partitions) {
    if (partition.isUnderReplicated) figures.underReplicated += 1;
    const { inSyncMargin } = partition;
    if (inSyncMargin < 0) figures.underMinIsr += 1;
    else if (inSyncMargin === 0 && partition.isUnderReplicated) figures.atMinIsr += 1;
    for (const { logEndOffset } of partition.followerPositions) {
      const lag = partition.log.logEndOffset - logEndOffset;
      if (lag > figures.maxFollowerLag) figures.maxFollowerLag = lag;
    }
  }
  return { partitions: partitions.size, ...figures };
}
