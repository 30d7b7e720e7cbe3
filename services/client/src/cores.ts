/**
 * The member's side of a consumer group, without a connection: what a simulation drives. Only tests
 * import this.
 */
export { fetchOffsets } from './admin/fetch-offsets.ts';
export { callCoordinator, type GroupClient } from './cluster/call-coordinator.ts';
export type { Cluster } from './cluster/cluster.ts';
export type { OffsetToCommit } from './consumer/consumer-options.ts';
export { Membership } from './consumer/membership.ts';
export { OffsetCommitter } from './consumer/offset-committer.ts';
