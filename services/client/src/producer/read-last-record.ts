import {
  decodeRecordBatch,
  type ProducerId,
  readRecords,
  type RecordBatch,
  type RecordHeader,
  WeirError,
} from '@weir/core';
import { callUnary } from '@weir/runtime';
import { callLeaders } from '../cluster/call-leaders.ts';
import type { Cluster } from '../cluster/cluster.ts';

/** The record that a producer is said to have appended last. */
export interface LastRecordQuery {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly producerId: ProducerId;
}

/** What a reader found at the offset. */
export type LastRecordAnswer =
  | { readonly kind: 'found'; readonly headers: readonly RecordHeader[] }
  /** Below the log start. */
  | { readonly kind: 'gone' }
  /** Not committed yet, or another's record stands there: ask the leader again who appended what. */
  | { readonly kind: 'unsettled' };

/**
 * The headers of a producer's last record. Only what is committed counts, as only that stays; and only a
 * batch of that producer, as another's may stand where an uncommitted one was cut off.
 */
export async function readLastRecord(
  cluster: Cluster,
  query: LastRecordQuery,
  timeoutMs: number,
): Promise<LastRecordAnswer> {
  let batches: readonly Buffer[];
  try {
    batches = await fetchFrom(cluster, query, timeoutMs);
  } catch (error) {
    if (!(error instanceof WeirError) || error.code !== 'OFFSET_OUT_OF_RANGE') throw error;
    const logStartOffset = Number(error.metadata['log_start_offset'] ?? 0);
    return { kind: query.offset < logStartOffset ? 'gone' : 'unsettled' };
  }
  const [bytes] = batches;
  if (bytes === undefined) return { kind: 'unsettled' };
  const batch = decodeRecordBatch(bytes);
  if (batch.header.producerId !== query.producerId) return { kind: 'unsettled' };
  return findRecord(batch, query.offset);
}

function findRecord(batch: RecordBatch, offset: number): LastRecordAnswer {
  for (const record of readRecords(batch)) {
    if (record.offset === offset) return { kind: 'found', headers: record.headers };
  }
  return { kind: 'unsettled' };
}

async function fetchFrom(
  cluster: Cluster,
  query: LastRecordQuery,
  timeoutMs: number,
): Promise<readonly Buffer[]> {
  const { partition, offset } = query;
  const [answer] = await callLeaders(
    cluster,
    [query],
    async (client, asked, deadlineMs) => {
      const partitions = asked.map(({ topicId }) => ({ topicId, partition, fetchOffset: offset }));
      const request = { partitions, minBytes: 1, maxBytes: 1, maxWaitMs };
      return (await callUnary(client, 'fetch', request, { deadlineMs })).partitions;
    },
    { timeoutMs },
  );
  return answer?.batches ?? [];
}

const maxWaitMs = 100;
