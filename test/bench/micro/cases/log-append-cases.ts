import { Buffer } from 'node:buffer';
import {
  type FlushPolicy,
  type LeaderEpoch,
  type Offset,
  stampRecordBatch,
  toLeaderEpoch,
  toOffset,
} from '@weir/core';
import type { PartitionLog } from '@weir/storage-node/logs';
import type { MicroCase } from '../micro-case.ts';
import { stampedBatch } from './sample-batches.ts';
import { openSampleLog } from './sample-log.ts';

const leaderEpoch: LeaderEpoch = toLeaderEpoch(1);

/** One batch after the other, each appended when the one before is written, or is on disk. */
export const logAppendCases: readonly MicroCase[] = [
  appendCase('page-cache', '1k', '1 KiB', 1024),
  appendCase('page-cache', '256k', '256 KiB', 256 * 1024),
  appendCase('fsync', '1k', '1 KiB', 1024),
  appendCase('fsync', '256k', '256 KiB', 256 * 1024),
];

function appendCase(
  flushPolicy: FlushPolicy,
  id: string,
  size: string,
  batchBytes: number,
): MicroCase {
  return {
    id: `append-${flushPolicy}-${id}`,
    what: `copy, stamp, append a batch of ${size}, ${flushPolicy}`,
    unit: 'batches',
    operationsPerRun: 1,
    usesDisk: true,
    async prepare(directory) {
      const sample = await openSampleLog(directory, flushPolicy);
      const { log } = sample;
      const template = stampedBatch(0, batchBytes);
      const whenDone = watch(log, flushPolicy);
      return {
        run() {
          // The log keeps what it is given, as it keeps what has come over the wire.
          const batch = Buffer.from(template);
          stampRecordBatch(batch, log.appendedOffset, leaderEpoch);
          log.append([batch]);
          return whenDone(log.appendedOffset);
        },
        tidy: () => log.resetTo(toOffset(0)),
        [Symbol.asyncDispose]: () => sample[Symbol.asyncDispose](),
      };
    },
  };
}

/** For one that waits at a time: resolves when what is below an offset is as safe as asked. */
function watch(log: PartitionLog, flushPolicy: FlushPolicy): (offset: Offset) => Promise<void> {
  let wanted = 0;
  let done = (): void => undefined;
  const tell = (offset: Offset): void => {
    if (offset >= wanted) done();
  };
  log.listen(flushPolicy === 'fsync' ? { onFlushed: tell } : { onWritten: tell });
  return (offset) => {
    wanted = offset;
    return new Promise((resolve) => {
      done = resolve;
    });
  };
}
