import { join } from 'node:path';
import { type FlushPolicy, toTopicId } from '@weir/core';
import { silentLogger, systemClock } from '@weir/runtime';
import { LogEnvironment, NodeDatabase, PartitionLog } from '@weir/storage-node/logs';

/** The topic of the logs. */
export const sampleTopicId = toTopicId('01234567-89ab-4cde-8f01-23456789abcd');

/** A log and what it stands in; disposing of it leaves its files. */
export interface SampleLog extends AsyncDisposable {
  readonly log: PartitionLog;
}

/** Opens a node's database below `directory`. */
export async function openDatabase(directory: string): Promise<NodeDatabase> {
  return NodeDatabase.open({
    location: join(directory, 'index'),
    clock: systemClock,
    logger: silentLogger,
  });
}

/** Opens a log with a node's default settings, in a data directory of its own. */
export async function openSampleLog(
  directory: string,
  flushPolicy: FlushPolicy,
): Promise<SampleLog> {
  const database = await openDatabase(directory);
  const environment = new LogEnvironment({
    path: directory,
    database,
    clock: systemClock,
    logger: silentLogger,
    mayHaveTornWrites: false,
  });
  const log = await PartitionLog.open(environment, {
    topicId: sampleTopicId,
    partition: 0,
    config: {
      flushPolicy,
      indexIntervalBytes: 4096,
      retentionBytes: -1,
      retentionMs: -1,
      segmentBytes: 1024 * 1024 * 1024,
      segmentMs: 7 * 24 * 3600 * 1000,
    },
  });
  return {
    log,
    async [Symbol.asyncDispose]() {
      await log.close();
      await environment[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
