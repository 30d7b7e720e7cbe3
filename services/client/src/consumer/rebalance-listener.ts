import type { PartitionId } from './consumer-options.ts';

/** What an application does when its partitions change. */
export interface RebalanceListener {
  /**
   * Awaited before the first record of these partitions is given: the place for `seek`, for example to
   * offsets in the application's own database.
   */
  readonly assigned?: (partitions: readonly PartitionId[]) => void | Promise<void>;
  /**
   * Awaited before these partitions are let go, when nothing of them is being handled any more (or the
   * time for that is over). Commits are still accepted.
   */
  readonly revoked?: (partitions: readonly PartitionId[]) => void | Promise<void>;
  /** These partitions are, or may be, another member's already: commits are refused. */
  readonly lost?: (partitions: readonly PartitionId[]) => void | Promise<void>;
}
