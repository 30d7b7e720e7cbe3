export type {
  AuditQuery,
  BalanceOptions,
  ConfigChange,
  DecommissionOptions,
  DeletedRecords,
  DeleteRecordsQuery,
  DescribedLog,
  ElectionRequest,
  ListedOffset,
  LogDescription,
  MoveRequest,
  NewTopic,
  OffsetQuery,
  PartitionMove,
  PartitionOffsetQuery,
  ResetRequest,
  ResetTarget,
  TopicChanged,
  TopicDescription,
} from './admin/admin-types.ts';
export { Admin } from './admin/admin.ts';
export type {
  Acl,
  AclFilter,
  ApiKeyInfo,
  CreatedApiKey,
  NewAcl,
  NewApiKey,
  PrincipalQuota,
} from './admin/security-types.ts';
export type { BrowseOptions, BrowsePage, ScanOptions, SearchOptions } from './browse/open-scan.ts';
export type { RecordFilter, SearchedField } from './browse/record-filter.ts';
export type { PartitionStanding, ScanBounds } from './browse/scan-ranges.ts';
export type { ScanEnd, ScanEvent, ScanProgress } from './browse/topic-scan.ts';
export type { ScanOrder } from './browse/window-planner.ts';
export type { ConsumedBatch } from './consumer/consumed-batch.ts';
export { ConsumedRecord } from './consumer/consumed-record.ts';
export type {
  CloseOptions,
  ConsumerOptions,
  HeldPosition,
  Interest,
  IterateOptions,
  ManualPartition,
  MemberIdentity,
  OffsetReset,
  OffsetToCommit,
  PartitionId,
  PartitionOffset,
  ReturningMember,
  SeekTarget,
  StartFrom,
} from './consumer/consumer-options.ts';
export { Consumer, type ConsumerEvents } from './consumer/consumer.ts';
export type { CommitOutcome } from './consumer/offset-committer.ts';
export type { PositionMove } from './consumer/position-policy.ts';
export type { RebalanceListener } from './consumer/rebalance-listener.ts';
export type {
  BatchRun,
  RecordContext,
  RecordRun,
  RunLimits,
  RunOptions,
  RunOrder,
} from './consumer/run-options.ts';
export type { ProducerAcks, ProducerOptions } from './producer/producer-options.ts';
export type { DeliveryListener } from './producer/posted-run.ts';
export type {
  BatchOutcome,
  HeaderValue,
  LastAppended,
  LastRecord,
  PartitionSummary,
  ProducerHeaders,
  ProducerRecord,
  RecordMetadata,
  SendManyOptions,
  SendSummary,
} from './producer/producer-record.ts';
export { Producer } from './producer/producer.ts';
export type { PreparedTopic } from './producer/topic-queues.ts';
export { traceBatch, traceRecord, type TraceOptions } from './tracing/trace-record.ts';
export type { WeirCredentials, WeirOptions, WeirTls } from './weir-options.ts';
export { Weir } from './weir.ts';
export { type ErrorCode, type LocatedRecord, type Recovery, WeirError } from '@weir/core';
export type {
  AssignedPartition,
  AuditEntry,
  BalanceMove,
  Coordinator,
  DescribeClusterResponse,
  DescribeGroupResponse,
  ElectionResult,
  FollowerLog,
  GroupListing,
  GroupMember,
  GroupPartition,
  GroupState,
  ListAuditResponse,
  MetadataSnapshot,
  Node,
  NodeState,
  NodeStatus,
  OngoingReassignment,
  Partition,
  ReassignmentResult,
  ReassignmentState,
  SetNodeDrainResponse,
  Topic,
  TopicConfig,
  TopicListing,
} from '@weir/protos';
