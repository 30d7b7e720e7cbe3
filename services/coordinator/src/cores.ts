/**
 * The parts of a coordinator that know nothing of sockets: what a simulation drives. Only tests
 * import this.
 */
export { type CoordinatorConfig, defaultCoordinatorConfig } from './coordinator-config.ts';
export { noMetrics } from './coordinator-metrics.ts';
export type { ConsumerGroup } from './group/consumer-group.ts';
export type { MemberSnapshot } from './group/group-member.ts';
export type {
  JournalLog,
  JournalPage,
  JournalRange,
  JournalRecord,
} from './journal/journal-log.ts';
export { LagMonitor } from './lag/lag-monitor.ts';
export { CommitRange } from './offsets/commit-range.ts';
export type { LogOffsets, OffsetAnswer, OffsetQuestion } from './offsets/log-offsets.ts';
export { commitOffsets } from './operations/commit-offsets.ts';
export { deleteGroup } from './operations/delete-group.ts';
export { fetchOffsets } from './operations/fetch-offsets.ts';
export type { OperationsContext } from './operations/operations-context.ts';
export { resetOffsets } from './operations/reset-offsets.ts';
export { JoinStream } from './rpc/join-stream.ts';
export type { GroupHost } from './shard/group-host.ts';
export { GroupShard } from './shard/group-shard.ts';
export { ShardLeases } from './shard/shard-leases.ts';
export { ShardTable } from './shard/shard-table.ts';
export {
  decodeGroup,
  decodeMember,
  decodeOffset,
  splitMemberDocumentKey,
  splitOffsetDocumentKey,
} from './store/group-documents.ts';
export { type PartitionKey, partitionKey, splitPartitionKey } from './topics/partition-key.ts';
export { TopicTracker } from './topics/topic-tracker.ts';
