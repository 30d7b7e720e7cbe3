/** Counts what is replicated, in bytes of record batches. */
export interface ReplicationObserver {
  /** A leader on another node has sent so much. */
  replicatedIn(bytes: number): void;
  /** So much was sent to a follower on another node. */
  replicatedOut(bytes: number): void;
}
