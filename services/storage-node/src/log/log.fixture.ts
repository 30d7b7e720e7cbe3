import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  type LeaderEpoch,
  ManualClock,
  type Offset,
  type ProducerId,
  RecordBatchBuilder,
  stampRecordBatch,
  type TopicId,
} from '@weir/core';
import { silentLogger } from '@weir/runtime';

import { NodeDatabase } from '../database/node-database.ts';
import type { LogConfig } from './log-data.ts';
import { LogEnvironment, type LogEnvironmentOptions } from './log-environment.ts';
import { PartitionLog } from './partition-log.ts';

/** What a test batch holds; all in it is optional. */
export interface BatchSpec {
  readonly records?: number;
  readonly valueBytes?: number;
  readonly timestampMs?: number;
  readonly epoch?: number;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
}

/** The topic id of the logs under test. */
export const topicId = '01234567-89ab-4cde-8f01-23456789abcd' as TopicId;

/** Small intervals, so that small logs have an index; no limits. */
export const defaultConfig: LogConfig = {
  flushPolicy: 'fsync',
  indexIntervalBytes: 256,
  retentionBytes: -1,
  retentionMs: -1,
  segmentBytes: 1024 * 1024 * 1024,
  segmentMs: Number.MAX_SAFE_INTEGER,
};

/** A canonical batch as a leader stamps it. */
export function makeBatch(baseOffset: number, spec: BatchSpec = {}): Buffer {
  const builder = new RecordBatchBuilder();
  const value = Buffer.alloc(spec.valueBytes ?? 20, `v${baseOffset}`);
  for (let index = 0; index < (spec.records ?? 1); index += 1) {
    builder.append(`k${baseOffset + index}`, value, undefined, (spec.timestampMs ?? 1000) + index);
  }
  const batch = builder.build({
    producerId: (spec.producerId ?? 0) as ProducerId,
    producerEpoch: spec.producerEpoch ?? 0,
    baseSequence: spec.baseSequence ?? 0,
  });
  stampRecordBatch(batch, baseOffset as Offset, (spec.epoch ?? 1) as LeaderEpoch);
  return batch;
}

/** Appends one batch per spec, each at the log's end. */
export function appendBatches(log: PartitionLog, specs: readonly BatchSpec[]): Buffer[] {
  return specs.map((spec) => {
    const batch = makeBatch(log.appendedOffset, spec);
    log.append([batch]);
    return batch;
  });
}

/** A range of offsets as the log's calls want them. */
export function range(offset: number, maxOffset: number, maxBytes = 1e9) {
  return { offset: offset as Offset, maxOffset: maxOffset as Offset, maxBytes };
}

/** Everything that can be read from `offset` up to the written end, call by call. */
export async function readAll(log: PartitionLog, offset = log.logStartOffset): Promise<Buffer[]> {
  const batches: Buffer[] = [];
  let next: number = offset;
  while (next < log.logEndOffset) {
    const read = await log.read(range(next, log.logEndOffset));
    if (read.length === 0) throw new Error(`Nothing at ${next} of ${log.logEndOffset}`);
    batches.push(...read);
    next = endOf(read);
  }
  return batches;
}

function endOf(batches: readonly Buffer[]): number {
  const last = batches.at(-1);
  if (last === undefined) return 0;
  return Number(last.readBigUInt64LE(1)) + countRecords(last);
}

function countRecords(batch: Buffer): number {
  // Canonical: tag 0x20 and a small varint behind base offset, epoch and crc.
  const low = batch[20] ?? 0;
  return low < 0x80 ? low : (low & 0x7f) + ((batch[21] ?? 0) << 7);
}

/** A data directory that logs of several process lives can be opened in. */
export class LogWorld implements AsyncDisposable {
  readonly path: string;
  readonly clock = new ManualClock(1_000_000);
  readonly #open: { database: NodeDatabase; environment: LogEnvironment }[] = [];

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<LogWorld> {
    return new LogWorld(await mkdtemp(join(tmpdir(), 'weir-log-')));
  }

  /** Folder of partition 0. */
  get directory(): string {
    return join(this.path, topicId, '0');
  }

  /** The environment of a new process life. The one before must have been stopped. */
  async environment(options: Partial<LogEnvironmentOptions> = {}): Promise<LogEnvironment> {
    const { clock } = this;
    const database = await NodeDatabase.open({
      location: join(this.path, 'index'),
      clock,
      logger: silentLogger,
    });
    const environment = new LogEnvironment({
      path: this.path,
      database,
      clock,
      logger: silentLogger,
      mayHaveTornWrites: false,
      ...options,
    });
    this.#open.push({ database, environment });
    return environment;
  }

  /** Opens partition 0 in a new process life. */
  async open(
    config: Partial<LogConfig> = {},
    options: Partial<LogEnvironmentOptions> = {},
  ): Promise<PartitionLog> {
    return openLog(await this.environment(options), config);
  }

  /** Ends a process life as a crash does: logs are not closed. */
  async crash(): Promise<void> {
    for (const { database, environment } of this.#open.splice(0)) {
      await environment[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    }
  }

  /** Ends a process life in order. */
  async stop(...logs: readonly PartitionLog[]): Promise<void> {
    for (const log of logs) await log.close();
    await this.crash();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crash();
    await rm(this.path, { recursive: true, force: true });
  }
}

/** Opens partition 0. */
export function openLog(
  environment: LogEnvironment,
  config: Partial<LogConfig> = {},
): Promise<PartitionLog> {
  return PartitionLog.open(environment, {
    topicId,
    partition: 0,
    config: { ...defaultConfig, ...config },
  });
}
