import type { PartitionLog } from '../log/partition-log.ts';
import type { PartitionCondition } from './partition-condition.ts';
import type { PartitionWriter } from './partition-writer.ts';
import type { ReplicaDriver } from './replica-driver.ts';
import type { ReplicaFailure } from './replica-health.ts';

/** Whom the progress of a partition's log concerns. */
export interface FollowLogOptions {
  readonly log: PartitionLog;
  readonly driver: ReplicaDriver;
  readonly writer: PartitionWriter;
  readonly condition: PartitionCondition;
  /** The log has failed for good. */
  readonly fail: (failure: ReplicaFailure) => void;
}

/** Makes the progress of a log events of the core, and tells producers; the result ends it. */
export function followLog(options: FollowLogOptions): () => void {
  const { log, driver, writer, condition, fail } = options;
  return log.listen({
    onWriting: (endOffset) => {
      writer.times?.writing(endOffset);
    },
    onWritten: (logEndOffset) => {
      writer.times?.written(logEndOffset);
      driver.run(driver.replica.written(logEndOffset));
      writer.written(logEndOffset);
      writer.release();
    },
    onFlushed: (flushedOffset) => {
      writer.times?.flushed();
      driver.run(driver.replica.flushed(flushedOffset));
    },
    onStorageFull: (error) => {
      writer.failAll(error);
      condition.diskRefused(error);
    },
    onStorageRecovered: () => {
      condition.diskTookWrites();
    },
    onFailed: (error) => {
      fail({ kind: log.state === 'quarantined' ? 'damaged' : 'disk_error', error });
    },
  });
}
