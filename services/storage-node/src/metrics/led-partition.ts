/** A partition that a node leads, as it is asked at each scrape. Offsets as in the dictionary. */
export interface LedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly highWatermark: number;
  readonly logBytes: number;
  readonly inSyncReplicas: number;
  readonly assignedReplicas: number;
  readonly leaderEpoch: number;
  readonly isLeaderPreferred: boolean;
}
