/**
 * Why the oldest records of a log are removed: `leader` is a follower that has been told that its leader
 * removed them.
 */
export const deletionReasons = ['retention', 'delete_records', 'leader', 'topic'] as const;

/** A name of `deletionReasons`. */
export type DeletionReason = (typeof deletionReasons)[number];

/** A segment that is no more. */
export interface RemovedSegment {
  readonly sizeBytes: number;
}

/** Counts what happens to the segments of logs. */
export interface LogObserver {
  /** The active segment was sealed; the next write starts another. */
  segmentRolled(): void;
  segmentsDeleted(segments: readonly RemovedSegment[], reason: DeletionReason): void;
  /** So many records were cut from a log's end. */
  truncated(records: number): void;
}

/** For logs that nobody watches. */
export const noLogObserver: LogObserver = {
  segmentRolled: () => undefined,
  segmentsDeleted: () => undefined,
  truncated: () => undefined,
};
