import type { LeaderEpoch, Offset, TopicConfig, TopicId } from '@weir/core';
import type { Logger } from '@weir/runtime';

import type { LeaderEpochCache } from './leader-epoch-cache.ts';
import type { LogEnvironment } from './log-environment.ts';
import type { LogStore } from './log-store.ts';
import { LogTail } from './log-tail.ts';
import { ProducerStateTable } from './producer-state-table.ts';
import { SegmentList } from './segment-list.ts';
import type { Segment } from './segment.ts';

/** The topic configs that a log obeys. */
export type LogConfig = Pick<
  TopicConfig,
  | 'flushPolicy'
  | 'indexIntervalBytes'
  | 'retentionBytes'
  | 'retentionMs'
  | 'segmentBytes'
  | 'segmentMs'
>;

/** Which log to open. What the node's logs share is in `LogEnvironment`. */
export interface PartitionLogOptions {
  readonly topicId: TopicId;
  readonly partition: number;
  readonly config: LogConfig;
  /** Why nothing in its files may be used: it opens `quarantined`. */
  readonly distrust?: string | undefined;
  /** Whether files that the system refuses to read are an error, rather than damage. */
  readonly isPatient?: boolean;
}

/** What recovery found on disk. */
export interface RecoveredLog {
  readonly segments: readonly Segment[];
  readonly logStartOffset: Offset;
  /** End of what is whole, exclusive. */
  readonly logEndOffset: Offset;
  /** What is wrong in the middle of the log; null for a sound one. */
  readonly damage: string | null;
}

/**
 * The state of one log that its reader, writer and cutter share.
 *
 * Invariants:
 *   - logStartOffset <= flushedOffset <= logEndOffset <= tail.endOffset.
 *   - `generation` changes whenever offsets below `logEndOffset` may mean other records than before.
 * Tests: `partition-log.test.ts`.
 */
export class LogData {
  readonly environment: LogEnvironment;
  readonly topicId: TopicId;
  readonly partition: number;
  readonly directory: string;
  readonly logger: Logger;
  readonly store: LogStore;
  readonly epochs: LeaderEpochCache;
  readonly producers: ProducerStateTable;
  readonly segments: SegmentList;
  readonly tail: LogTail;
  config: LogConfig;
  logStartOffset: Offset;
  /** End of what is written, exclusive. */
  logEndOffset: Offset;
  /** End of what is known to be on disk, exclusive. */
  flushedOffset: Offset;
  generation = 0;

  constructor(
    environment: LogEnvironment,
    options: PartitionLogOptions,
    stored: { readonly store: LogStore; readonly epochs: LeaderEpochCache },
    recovered: RecoveredLog,
  ) {
    const { topicId, partition } = options;
    this.environment = environment;
    this.topicId = topicId;
    this.partition = partition;
    this.directory = environment.partitionDirectory(topicId, partition);
    this.logger = environment.logger.child({ topicId, partition });
    this.store = stored.store;
    this.epochs = stored.epochs;
    this.producers = new ProducerStateTable();
    this.segments = new SegmentList(recovered.segments);
    this.config = options.config;
    this.logStartOffset = recovered.logStartOffset;
    this.logEndOffset = recovered.logEndOffset;
    this.flushedOffset = recovered.logEndOffset;
    this.tail = new LogTail(
      environment.memory,
      environment.tailBytesPerLog,
      recovered.logEndOffset,
    );
  }
  /** Leader epoch of the last batch, queued ones included; 0 while there is none. */
  get lastEpoch(): LeaderEpoch {
    if (this.tail.last !== undefined) return this.tail.last.leaderEpoch;
    const last = this.segments.all.findLast((segment) => segment.sizeBytes > 0);
    return last?.lastEpoch ?? (0 as LeaderEpoch);
  }
}
