/** What can be tuned in a storage node; times in milliseconds. */
export interface StorageNodeConfig {
  /** `replica.lag.time.max.ms`: a follower that has not been caught up for longer is not in sync. */
  readonly replicaLagTimeMaxMs: number;
  /** How often retention is looked after. */
  readonly retentionCheckIntervalMs: number;
  /** How often high watermarks are saved. */
  readonly checkpointIntervalMs: number;
  /** Bytes of produce requests that have come and are not answered. */
  readonly maxProduceBytesInFlight: number;
  /** How long a stop waits for leaderships to move away. */
  readonly drainTimeoutMs: number;
  /** How long a drain waits until the cluster can do without the node. */
  readonly drainTurnTimeoutMs: number;
  /** Memory of the newest batches of all partitions. */
  readonly tailBytes: number;
  /** Segment files kept open. */
  readonly maxOpenFiles: number;
  /** Whether there are metrics of each partition that the node leads. */
  readonly partitionMetrics: boolean;
}

/** What holds unless it is set. */
export const defaultStorageNodeConfig: StorageNodeConfig = {
  replicaLagTimeMaxMs: 1000,
  retentionCheckIntervalMs: 30_000,
  checkpointIntervalMs: 5000,
  maxProduceBytesInFlight: 64 * 1024 * 1024,
  drainTimeoutMs: 10_000,
  drainTurnTimeoutMs: 60_000,
  tailBytes: 64 * 1024 * 1024,
  maxOpenFiles: 4096,
  partitionMetrics: false,
};
