import {
  type Clock,
  decodeRecordBatch,
  invariant,
  type Offset,
  offsetsTopicName,
  readRecords,
  RecordBatchBuilder,
  toTopicId,
  WeirError,
} from '@weir/core';
import { LogService, type PartitionError } from '@weir/protos';
import { callUnary, type ChannelPool, fromPartitionError, type MetadataView } from '@weir/runtime';
import type { LogOffsets } from '../offsets/log-offsets.ts';
import { type PartitionKey, partitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import type { JournalLog, JournalPage, JournalRange, JournalRecord } from './journal-log.ts';

const deadlineMs = 2_000;
const maxPageBytes = 2 * 1024 * 1024;

/** What the log works with. */
export interface TopicJournalLogOptions {
  readonly view: MetadataView;
  readonly channels: ChannelPool;
  readonly logOffsets: LogOffsets;
  readonly clock: Clock;
  /** There is no topic, and one is needed. */
  readonly onNeeded: () => void;
}

/** The offsets journal in the topic `__weir_offsets`: shard n is its partition n. */
export class TopicJournalLog implements JournalLog {
  readonly #options: TopicJournalLogOptions;

  constructor(options: TopicJournalLogOptions) {
    this.#options = options;
  }

  get exists(): boolean {
    return this.#options.view.topicByName(offsetsTopicName) !== undefined;
  }

  request(): void {
    this.#options.onNeeded();
  }

  async range(shard: number): Promise<JournalRange> {
    const key = this.#keyOf(shard);
    const [earliest, latest] = await this.#options.logOffsets.ask(
      [
        { key, spec: 'OFFSET_SPEC_EARLIEST' },
        { key, spec: 'OFFSET_SPEC_LATEST' },
      ],
      deadlineMs,
    );
    invariant(earliest !== undefined && latest !== undefined, 'each question has an answer');
    if (!earliest.ok) throw earliest.error;
    if (!latest.ok) throw latest.error;
    return { startOffset: earliest.offset, endOffset: latest.offset };
  }

  async read(shard: number, fromOffset: number): Promise<JournalPage> {
    const { client, topicId } = this.#leaderOf(shard);
    const { partitions } = await callUnary(
      client,
      'fetch',
      {
        partitions: [{ topicId, partition: shard, fetchOffset: fromOffset }],
        maxBytes: maxPageBytes,
      },
      { deadlineMs },
    );
    const data = answerOf(partitions);
    const records: JournalRecord[] = [];
    let nextOffset = fromOffset;
    for (const bytes of data.batches) {
      const { header } = decodeRecordBatch(bytes);
      nextOffset = Math.max(nextOffset, header.lastOffset + 1);
      if (!header.isControl) records.push(...recordsOf(bytes, fromOffset));
    }
    return { records, nextOffset };
  }

  async append(shard: number, records: readonly JournalRecord[]): Promise<number> {
    const { client, topicId } = this.#leaderOf(shard);
    const builder = new RecordBatchBuilder();
    const nowMs = this.#options.clock.nowMs();
    for (const { key, value } of records) {
      const isTaken = builder.append(key, value, [], nowMs);
      invariant(isTaken, 'what is appended to the journal fits into one batch');
    }
    const { partitions } = await callUnary(
      client,
      'produce',
      {
        acks: 'ACKS_ALL',
        timeoutMs: deadlineMs,
        partitions: [{ topicId, partition: shard, batches: [builder.build()] }],
      },
      { deadlineMs },
    );
    return answerOf(partitions).baseOffset;
  }

  async deleteBefore(shard: number, offset: number): Promise<void> {
    const { client, topicId } = this.#leaderOf(shard);
    const { partitions } = await callUnary(
      client,
      'deleteRecords',
      { partitions: [{ topicId, partition: shard, beforeOffset: offset }] },
      { deadlineMs },
    );
    answerOf(partitions);
  }

  #keyOf(shard: number): PartitionKey {
    const topic = this.#options.view.topicByName(offsetsTopicName);
    if (topic === undefined) throw noLeader(shard);
    return partitionKey(toTopicId(topic.topicId), shard);
  }

  #leaderOf(shard: number) {
    const { logOffsets, channels } = this.#options;
    const key = this.#keyOf(shard);
    const leader = logOffsets.leaderOf(key);
    if (leader === undefined) throw noLeader(shard);
    const { topicId } = splitPartitionKey(key);
    return { client: channels.client(LogService, leader.address), topicId };
  }
}

/** The one partition of an answer; throws its error if it has one. */
function answerOf<Answer extends { readonly error: PartitionError | null }>(
  partitions: readonly Answer[],
): Answer {
  const [answer] = partitions;
  if (answer === undefined) {
    throw new WeirError('UNKNOWN_SERVER_ERROR', 'The leader has left the partition out');
  }
  const error = fromPartitionError(answer.error);
  if (error !== undefined) throw error;
  return answer;
}

function recordsOf(batch: Buffer, fromOffset: number): JournalRecord[] {
  return Array.from(readRecords(batch, { fromOffset: fromOffset as Offset }), (record) => ({
    key: record.key?.toString('utf8') ?? '',
    value: record.value?.toString('utf8') ?? '',
  }));
}

function noLeader(shard: number): WeirError {
  return new WeirError('LEADER_NOT_AVAILABLE', `The journal of shard ${shard} has no leader now`);
}
