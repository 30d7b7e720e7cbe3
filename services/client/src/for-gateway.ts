/** The cluster as the client sees it, for the gateway, which routes calls in it. Nobody else imports this. */
export type { LogReads, ReadCallOptions } from './browse/log-reads.ts';
export { browseTopic, openSearch, type ScanOptions, type ScanTarget } from './browse/open-scan.ts';
export { maxFilterLength, type RecordFilter, type SearchedField } from './browse/record-filter.ts';
export { maxCursorLength } from './browse/scan-cursor.ts';
export type { PartitionStanding } from './browse/scan-ranges.ts';
export type { ScanEvent, TopicScan } from './browse/topic-scan.ts';
export { callController } from './cluster/call-controller.ts';
export { callCoordinator, CoordinatorRoute } from './cluster/call-coordinator.ts';
export { Cluster } from './cluster/cluster.ts';
export type { PartitionLeader } from './cluster/leader-hints.ts';
