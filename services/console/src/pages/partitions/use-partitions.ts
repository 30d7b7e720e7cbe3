import type { DescribeTopicResponse, ListTopicsResponse } from '@weir/protos';
import { useMemo } from 'preact/hooks';
import type { ApiError } from '../../api/api-error.ts';
import { apiPath, withQuery } from '../../api/client.ts';
import { usePoll } from '../../api/use-poll.ts';
import {
  maxPartitionRows,
  type PartitionList,
  type PartitionRow,
  partitionRowsOf,
  type PartitionState,
} from './partition-list.ts';

/** Partitions of a list, and what of it was left out. */
export interface Partitions {
  /** `undefined` while they are awaited. */
  readonly rows: readonly PartitionRow[] | undefined;
  /** How many there are, of which `rows` are the first. */
  readonly total: number;
  readonly error: ApiError | undefined;
}

/** How often lists of partitions are asked for. */
export const partitionsIntervalMs = 3_000;

const topicsIntervalMs = 15_000;

/** Partitions in a state, or any; only those of `topic` when it is one of the cluster's. */
export function usePartitions(state: PartitionState | undefined, topic: string): Partitions {
  const { rows: ofTopic, error: topicError } = useTopicPartitions(topic);
  const path = withQuery('/v1/partitions', { state, limit: maxPartitionRows });
  const list = usePoll<PartitionList>(topic === '' ? path : undefined, partitionsIntervalMs);
  if (topic !== '') return { rows: ofTopic, total: ofTopic?.length ?? 0, error: topicError };
  return { rows: list.data?.partitions, total: list.data?.total ?? 0, error: list.error };
}

/** The names of the topics; empty while they are not wanted or not known. */
export function useTopicNames(isWanted: boolean): readonly string[] {
  const { data } = usePoll<ListTopicsResponse>(
    isWanted ? '/v1/topics' : undefined,
    topicsIntervalMs,
  );
  return useMemo(() => data?.topics.map(({ name }) => name) ?? [], [data]);
}

function useTopicPartitions(topic: string) {
  const path = topic === '' ? undefined : apiPath`/v1/topics/${topic}`;
  const { data, error } = usePoll<DescribeTopicResponse>(path, partitionsIntervalMs);
  const described = data?.topic ?? undefined;
  const rows = useMemo(
    () => (described === undefined ? undefined : partitionRowsOf(described)),
    [described],
  );
  return { rows, error };
}
