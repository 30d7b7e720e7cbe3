import { checkPartition, WeirError } from '@weir/core';
import { LogService, type Topic } from '@weir/protos';
import { fromPartitionError } from '@weir/runtime';
import { findTopic } from './find-topic.ts';
import type { HttpCalls } from './http-calls.ts';
import { parseCursor, type ReadPosition } from './read-position.ts';

/** Where a request wants to start; the first that is given counts. */
export interface StartQuery {
  /** Of an earlier answer. */
  readonly cursor?: string;
  /** One partition; all by default. */
  readonly partition?: number;
  /** In that partition. */
  readonly offset?: number;
  /** `earliest`, the default, `latest`, or Unix milliseconds: the first record at or after. */
  readonly from?: string;
}

/** A topic to read and where. */
export interface ReadStart {
  readonly topic: Topic;
  readonly position: ReadPosition;
}

/** Finds the topic and where to start; `UNKNOWN_TOPIC_OR_PARTITION`, `INVALID_REQUEST`, or a call's error. */
export async function findStart(
  calls: HttpCalls,
  name: string,
  query: StartQuery,
): Promise<ReadStart> {
  const topic = await findTopic(calls, name);
  const position = await findPosition(calls, topic, query);
  for (const partition of position.keys()) checkPartition(partition, topic.partitions.length);
  return { topic, position };
}

async function findPosition(
  calls: HttpCalls,
  topic: Topic,
  { cursor, partition, offset, from = 'earliest' }: StartQuery,
): Promise<ReadPosition> {
  if (cursor !== undefined) return parseCursor(cursor);
  if (offset !== undefined) {
    if (partition !== undefined) return new Map([[partition, offset]]);
    throw new WeirError('INVALID_REQUEST', 'An offset needs a partition: add partition=N');
  }
  const all = topic.partitions.map((each) => each.partition);
  return listOffsets(calls, topic, partition === undefined ? all : [partition], toSpec(from));
}

interface OffsetQuery {
  readonly spec: 'OFFSET_SPEC_EARLIEST' | 'OFFSET_SPEC_LATEST' | 'OFFSET_SPEC_TIMESTAMP';
  readonly timestampMs: number;
}

function toSpec(from: string): OffsetQuery {
  if (from === 'earliest') return { spec: 'OFFSET_SPEC_EARLIEST', timestampMs: 0 };
  if (from === 'latest') return { spec: 'OFFSET_SPEC_LATEST', timestampMs: 0 };
  return { spec: 'OFFSET_SPEC_TIMESTAMP', timestampMs: Number(from) };
}

async function listOffsets(
  calls: HttpCalls,
  { topicId }: Pick<Topic, 'topicId'>,
  partitions: readonly number[],
  query: OffsetQuery,
): Promise<ReadPosition> {
  const wanted = partitions.map((partition) => ({ topicId, partition, ...query }));
  const answer = await calls.call(LogService.service.ListOffsets, { partitions: wanted });
  const position = new Map<number, number>();
  const younger: number[] = [];
  for (const result of answer.partitions) {
    const error = fromPartitionError(result.error);
    if (error !== undefined) throw error;
    if (result.offset < 0) younger.push(result.partition);
    else position.set(result.partition, result.offset);
  }
  // No record is that young: those to come are.
  const ends = younger.length === 0 ? [] : await listOffsets(calls, { topicId }, younger, latest);
  return new Map([...position, ...ends]);
}

const latest: OffsetQuery = { spec: 'OFFSET_SPEC_LATEST', timestampMs: 0 };
