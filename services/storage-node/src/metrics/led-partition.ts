/** A partition that a node leads, as it is asked at each scrape. */
export interface LedPartition {
  readonly topic: string;
  readonly partition: number;
  /** Smallest readable offset. */
  readonly logStartOffset: number;
  /** Offset that the next record gets. */
  readonly logEndOffset: number;
  /** First offset that is not committed yet. */
  readonly highWatermark: number;
  readonly logBytes: number;
  readonly inSyncReplicas: number;
  readonly assignedReplicas: number;
  readonly leaderEpoch: number;
  readonly isLeaderPreferred: boolean;
}
