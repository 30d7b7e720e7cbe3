import { checkPartition, toWeirError, WeirError } from '@weir/core';
import { LogService, type PartitionError } from '@weir/protos';
import { fromPartitionError } from '@weir/runtime';
import type { Cluster } from './cluster.ts';
import { retry, type RetryOptions } from './retry.ts';

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

/** Asks one leader about partitions; answers in the order of the queries. */
type LeaderCall<Query, Answer> = (
  client: LogClient,
  queries: readonly LeaderQuery<Query>[],
  deadlineMs: number,
) => Promise<readonly Answer[]>;

/** Queries are known by their index. */
interface Round<Query, Answer> {
  readonly answers: Map<number, Answer>;
  readonly pending: Map<number, LeaderQuery<Query>>;
  /** Why those that are pending had no answer when they were asked last. */
  readonly errors: Map<number, WeirError>;
}

/** For each question that may be left without an answer, unless the caller says otherwise. */
const tryTimeoutMs = 3_000;

/**
 * Asks the leader of each partition, one call for each node, and asks again those that could not
 * answer yet. Resolves with the answers in the order of the queries; rejects when any fails for good.
 */
export async function callLeaders<Query extends NamedPartition, Answer extends PartitionAnswer>(
  cluster: Cluster,
  queries: readonly Query[],
  call: LeaderCall<Query, Answer>,
  options: LeaderCallOptions = {},
): Promise<readonly Answer[]> {
  const round = newRound<Query, Answer>(await resolveTopics(cluster, queries));
  await retry(retryOptions(cluster, options), async (remainingMs) => {
    await askAll(cluster, round, (client, asked) => call(client, asked, remainingMs));
    const error = worst(round.errors);
    if (error !== undefined) throw error;
  });
  return queries.flatMap((_query, index) => round.answers.get(index) ?? []);
}

/**
 * As `callLeaders`, but a partition that fails, or whose leader does not answer in time, is data: an error
 * in place of its answer. Rejects for a topic or partition that does not exist.
 */
export async function tryLeaders<Query extends NamedPartition, Answer extends PartitionAnswer>(
  cluster: Cluster,
  queries: readonly Query[],
  call: LeaderCall<Query, Answer>,
  options: LeaderCallOptions = {},
): Promise<readonly (Answer | WeirError)[]> {
  const round = newRound<Query, Answer>(await resolveTopics(cluster, queries));
  const failed = new Map<number, WeirError>();
  try {
    await retry(
      retryOptions(cluster, { timeoutMs: tryTimeoutMs, ...options }),
      async (remainingMs) => {
        await askAll(cluster, round, (client, asked) => call(client, asked, remainingMs));
        // One that has failed for good does not end the attempts for the others.
        for (const [index, error] of round.errors) {
          if (error.recovery !== 'give-up') continue;
          failed.set(index, error);
          round.pending.delete(index);
          round.errors.delete(index);
        }
        const error = worst(round.errors);
        if (error !== undefined) throw error;
      },
    );
  } catch {
    // Each partition has its own error.
  }
  return queries.map(
    (query, index) =>
      round.answers.get(index) ?? failed.get(index) ?? round.errors.get(index) ?? noLeader(query),
  );
}

function newRound<Query, Answer>(pending: Map<number, LeaderQuery<Query>>): Round<Query, Answer> {
  return { answers: new Map(), pending, errors: new Map() };
}

function retryOptions(cluster: Cluster, options: LeaderCallOptions): RetryOptions {
  const { clock, random, requestTimeoutMs, closed } = cluster;
  const { timeoutMs = requestTimeoutMs, signal = closed } = options;
  return { clock, random, timeoutMs, signal };
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
  round.errors.clear();
  const byAddress = groupByLeader(cluster, round);
  await Promise.all(
    [...byAddress].map(async ([address, indexes]) => {
      const asked = indexes.flatMap((index) => round.pending.get(index) ?? []);
      try {
        const answers = await call(cluster.channels.client(LogService, address), asked);
        for (const [at, answer] of answers.entries()) take(cluster, round, indexes[at], answer);
      } catch (error) {
        for (const index of indexes) round.errors.set(index, toWeirError(error));
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
      round.errors.set(index, noLeader(query));
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
  round.errors.set(index, error);
  if (error.recovery === 'refresh-metadata') {
    cluster.noteNotLeader(answer.topicId, answer.partition, error);
  }
}

/** One that ends the retries, if there is one; else the last. */
function worst(errors: ReadonlyMap<number, WeirError>): WeirError | undefined {
  const all = [...errors.values()];
  return all.find(({ recovery }) => recovery === 'give-up') ?? all.at(-1);
}

function noLeader({ topic, partition }: NamedPartition): WeirError {
  return new WeirError('LEADER_NOT_AVAILABLE', `Partition ${topic}/${partition} has no leader now`);
}
