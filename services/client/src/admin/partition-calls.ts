import type { ListOffsetsPartitionInput } from '@weir/protos';
import { callUnary } from '@weir/runtime';
import { callLeaders, type LeaderCallOptions } from '../cluster/call-leaders.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type {
  DeletedRecords,
  DeleteRecordsQuery,
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
