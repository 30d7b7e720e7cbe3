import type { Clock } from '@weir/core';
import type { CoordinatorConfig } from '../coordinator-config.ts';
import type { CoordinatorMetrics } from '../coordinator-metrics.ts';
import type { LagMonitor } from '../lag/lag-monitor.ts';
import type { CommitRange } from '../offsets/commit-range.ts';
import type { LogOffsets } from '../offsets/log-offsets.ts';
import type { ShardTable } from '../shard/shard-table.ts';
import type { TopicCatalog } from '../topics/topic-catalog.ts';

/** What the operations on groups work with. */
export interface OperationsContext {
  readonly coordinatorId: string;
  readonly shards: ShardTable;
  readonly topics: () => TopicCatalog;
  readonly logOffsets: LogOffsets;
  readonly commitRange: CommitRange;
  readonly lag: LagMonitor;
  readonly clock: Clock;
  readonly config: CoordinatorConfig;
  readonly metrics: CoordinatorMetrics;
}
