import { checkPartition, toWeirError, WeirError } from '@weir/core';
import { LogService, type PartitionError } from '@weir/protos';
import { fromPartitionError } from '@weir/runtime';
import type { Cluster } from './cluster.ts';
import { retry } from './retry.ts';

/** A client of the log service. */
export type LogClient = InstanceType<typeof LogService>;

/** A partition by the topic's name, as users say it. */
interface NamedPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A question about one partition, with its topic's id. */
export interface LeaderQuery<Query> {
  readonly query: Query;
  readonly topicId: string;
}

/** An answer for one partition: its own error is data. */
export interface PartitionAnswer {
  readonly topicId: string;
  readonly partition: number;
  readonly error: PartitionError | null;
}

/** How long to try, and what ends it early. */
export interface LeaderCallOptions {
  /** The cluster's `requestTimeoutMs` by default. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

interface Round<Query, Answer> {
  readonly answers: Map<number, Answer>;
  readonly pending: Map<number, LeaderQuery<Query>>;
  error: WeirError | undefined;
}

/**
 * Asks the leader of each partition, one call for each node, and asks again those that could not
 * answer yet. Resolves with the answers in the order of the queries; rejects when any fails for good.
 */
export async function callLeaders<Query extends NamedPartition, Answer extends PartitionAnswer>(
  cluster: Cluster,
  queries: readonly Query[],
  call: (
    client: LogClient,
    queries: readonly LeaderQuery<Query>[],
    deadlineMs: number,
  ) => Promise<readonly Answer[]>,
  options: LeaderCallOptions = {},
): Promise<readonly Answer[]> {
  const round: Round<Query, Answer> = {
    answers: new Map(),
    pending: await resolveTopics(cluster, queries),
    error: undefined,
  };
  await retry(
    {
      clock: cluster.clock,
      random: cluster.random,
      timeoutMs: options.timeoutMs ?? cluster.requestTimeoutMs,
      signal: options.signal ?? cluster.closed,
    },
    async (remainingMs) => {
      round.error = undefined;
      await askAll(cluster, round, (client, asked) => call(client, asked, remainingMs));
      throwIfAny(round);
    },
  );
  return queries.flatMap((_query, index) => round.answers.get(index) ?? []);
}

async function resolveTopics<Query extends NamedPartition>(
  cluster: Cluster,
  queries: readonly Query[],
): Promise<Map<number, LeaderQuery<Query>>> {
  const resolved = new Map<number, LeaderQuery<Query>>();
  for (const [index, query] of queries.entries()) {
    const { topicId, partitions } = await cluster.topic(query.topic);
    checkPartition(query.partition, partitions.length);
    resolved.set(index, { query, topicId });
  }
  return resolved;
}

async function askAll<Query extends NamedPartition, Answer extends PartitionAnswer>(
  cluster: Cluster,
  round: Round<Query, Answer>,
  call: (client: LogClient, queries: readonly LeaderQuery<Query>[]) => Promise<readonly Answer[]>,
): Promise<void> {
  const byAddress = groupByLeader(cluster, round);
  await Promise.all(
    [...byAddress].map(async ([address, indexes]) => {
      const asked = indexes.flatMap((index) => round.pending.get(index) ?? []);
      try {
        const answers = await call(cluster.channels.client(LogService, address), asked);
        for (const [at, answer] of answers.entries()) take(cluster, round, indexes[at], answer);
      } catch (error) {
        round.error = worse(round.error, toWeirError(error));
        cluster.refresh();
      }
    }),
  );
}

function groupByLeader<Query extends NamedPartition, Answer>(
  cluster: Cluster,
  round: Round<Query, Answer>,
): Map<string, number[]> {
  const byAddress = new Map<string, number[]>();
  for (const [index, { query, topicId }] of round.pending) {
    const leader = cluster.leaderOf(topicId, query.partition);
    if (leader === undefined) {
      round.error = worse(round.error, noLeader(query));
      continue;
    }
    const indexes = byAddress.get(leader.address);
    if (indexes === undefined) byAddress.set(leader.address, [index]);
    else indexes.push(index);
  }
  return byAddress;
}

function take<Query, Answer extends PartitionAnswer>(
  cluster: Cluster,
  round: Round<Query, Answer>,
  index: number | undefined,
  answer: Answer,
): void {
  if (index === undefined) return;
  const error = fromPartitionError(answer.error);
  if (error === undefined) {
    round.answers.set(index, answer);
    round.pending.delete(index);
    return;
  }
  round.error = worse(round.error, error);
  if (error.recovery === 'refresh-metadata') {
    cluster.noteNotLeader(answer.topicId, answer.partition, error);
  }
}

function throwIfAny({ error }: { readonly error: WeirError | undefined }): void {
  if (error !== undefined) throw error;
}

/** One that ends the retries wins. */
function worse(left: WeirError | undefined, right: WeirError): WeirError {
  return left !== undefined && left.recovery === 'give-up' ? left : right;
}

function noLeader({ topic, partition }: NamedPartition): WeirError {
  return new WeirError('LEADER_NOT_AVAILABLE', `Partition ${topic}/${partition} has no leader now`);
}
