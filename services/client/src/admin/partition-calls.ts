import { WeirError } from '@weir/core';
import type { DescribeLogsResult, ListOffsetsPartitionInput } from '@weir/protos';
import { callUnary } from '@weir/runtime';
import { callLeaders, type LeaderCallOptions, tryLeaders } from '../cluster/call-leaders.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { PartitionId } from '../consumer/consumer-options.ts';
import type {
  DeletedRecords,
  DeleteRecordsQuery,
  DescribedLog,
  ListedOffset,
  OffsetQuery,
  PartitionOffsetQuery,
} from './admin-types.ts';

/** Asks the leaders for offsets; in the order of the query, rejects when any partition fails. */
export async function listOffsets(
  cluster: Cluster,
  queries: readonly PartitionOffsetQuery[],
  options: LeaderCallOptions = {},
): Promise<readonly ListedOffset[]> {
  const answers = await callLeaders(
    cluster,
    queries,
    async (client, asked, deadlineMs) => {
      const partitions = asked.map(({ query, topicId }) => ({
        topicId,
        partition: query.partition,
        ...toSpec(query.at),
      }));
      return (await callUnary(client, 'listOffsets', { partitions }, { deadlineMs })).partitions;
    },
    options,
  );
  return answers.map(({ offset, timestampMs, leaderEpoch }, index) => ({
    topic: queries[index]?.topic ?? '',
    partition: queries[index]?.partition ?? 0,
    offset,
    timestampMs,
    leaderEpoch,
  }));
}

/** Moves log starts up; in the order of the query, rejects when any partition fails. */
export async function deleteRecords(
  cluster: Cluster,
  queries: readonly DeleteRecordsQuery[],
): Promise<readonly DeletedRecords[]> {
  const answers = await callLeaders(cluster, queries, async (client, asked, deadlineMs) => {
    const partitions = asked.map(({ query, topicId }) => ({
      topicId,
      partition: query.partition,
      beforeOffset: query.beforeOffset === 'latest' ? -1 : query.beforeOffset,
    }));
    return (await callUnary(client, 'deleteRecords', { partitions }, { deadlineMs })).partitions;
  });
  return answers.map(({ logStartOffset }, index) => ({
    topic: queries[index]?.topic ?? '',
    partition: queries[index]?.partition ?? 0,
    logStartOffset,
  }));
}

/** Has the leaders of all partitions of these topics describe their logs, in order of topic and partition. */
export async function describeLogs(
  cluster: Cluster,
  topics: readonly string[],
): Promise<readonly DescribedLog[]> {
  const known = await Promise.all(topics.map((name) => cluster.topic(name)));
  const queries = known.flatMap(({ name, partitions }) =>
    partitions.map(({ partition }) => ({ topic: name, partition })),
  );
  const answers = await tryLeaders(cluster, queries, async (client, asked, deadlineMs) => {
    const partitions = asked.map(({ query, topicId }) => ({
      ...{ topicId, partition: query.partition },
    }));
    return (await callUnary(client, 'describeLogs', { partitions }, { deadlineMs })).partitions;
  });
  return queries.map((query, index) => toDescribed(query, answers[index]));
}

function toDescribed(
  query: PartitionId,
  answer: DescribeLogsResult | WeirError | undefined,
): DescribedLog {
  if (answer === undefined || answer instanceof WeirError) {
    const error = answer ?? new WeirError('UNKNOWN_SERVER_ERROR', 'The leader left it out');
    return { ...query, log: undefined, error };
  }
  const { topicId: _topicId, partition: _partition, error: _error, ...log } = answer;
  return { ...query, log, error: undefined };
}

function toSpec(at: OffsetQuery): Pick<ListOffsetsPartitionInput, 'spec' | 'timestampMs'> {
  switch (at) {
    case 'earliest':
      return { spec: 'OFFSET_SPEC_EARLIEST' };
    case 'latest':
      return { spec: 'OFFSET_SPEC_LATEST' };
    case 'maxTimestamp':
      return { spec: 'OFFSET_SPEC_MAX_TIMESTAMP' };
    default:
      return { spec: 'OFFSET_SPEC_TIMESTAMP', timestampMs: at.timestampMs };
  }
}
