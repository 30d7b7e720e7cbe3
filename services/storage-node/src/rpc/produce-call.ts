import { type Clock, WeirError } from '@weir/core';
import type {
  ProducePartition,
  ProducePartitionResultInput,
  ProduceRequest,
  ProduceResponseInput,
} from '@weir/protos';
import { checkPartitionCount, checkRange } from '@weir/runtime';

import { toPartitionError } from '../partition/partition-error.ts';
import type { PartitionRegistry } from '../partition/partition-registry.ts';
import {
  type Acknowledgements,
  type AppendedBatches,
  ProduceTask,
  type ProduceTaskOptions,
} from '../partition/produce-task.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { ByteQuota } from './byte-quota.ts';
import type { LogServiceObserver } from './log-service-observer.ts';
import type { TopicRights } from './topic-rights.ts';

/** What produce calls work with. */
export interface ProduceContext {
  readonly registry: PartitionRegistry;
  readonly clock: Clock;
  readonly observer: LogServiceObserver;
  /** What the caller may write to. */
  readonly rights: TopicRights;
  /** What it may produce. */
  readonly quota: ByteQuota;
}

const defaultTimeoutMs = 30_000;
const maxTimeoutMs = 600_000;
const maxBatchesPerPartition = 10_000;

const acknowledgementsByAcks: Readonly<Record<string, Acknowledgements>> = {
  ACKS_UNSPECIFIED: 'all',
  ACKS_NONE: 'none',
  ACKS_LEADER: 'leader',
  ACKS_ALL: 'all',
};

/** Bytes of all batches of a request. */
export function bytesOf(request: ProduceRequest): number {
  let bytes = 0;
  for (const { batches } of request.partitions) {
    for (const batch of batches) bytes += batch.length;
  }
  return bytes;
}

/**
 * Serves a request that is a call of its own; waits while the node has too many bytes in flight. Rejects
 * with `THROTTLING_QUOTA_EXCEEDED` where the caller should still pause.
 */
export async function produceOnce(
  request: ProduceRequest,
  context: ProduceContext,
  budget: ByteBudget,
): Promise<ProduceResponseInput> {
  const arrivedAtMs = context.clock.monotonicMs();
  const bytes = bytesOf(request);
  context.quota.requireRested();
  await budget.take(bytes);
  try {
    const throttleMs = context.quota.charge(bytes);
    const response = await new Promise<ProduceResponseInput>((resolve) => {
      produce(request, context, arrivedAtMs, resolve);
    });
    return { ...response, throttleMs };
  } finally {
    budget.release(bytes);
  }
}

/**
 * Hands the batches of a request, which was read at `arrivedAtMs` (monotonic), to their partitions, in
 * order, and calls back once with all answers.
 * Throws `INVALID_REQUEST`, before anything is appended, for what is wrong with the whole.
 */
export function produce(
  request: ProduceRequest,
  context: ProduceContext,
  arrivedAtMs: number,
  respond: (response: ProduceResponseInput) => void,
): void {
  const acks = acknowledgementsByAcks[request.acks];
  if (acks === undefined) {
    throw new WeirError('INVALID_REQUEST', `Acks ${request.acks} is not known`);
  }
  checkPartitionCount(request.partitions);
  const timeoutMs = checkRange('Timeout', request.timeoutMs, 0, maxTimeoutMs) || defaultTimeoutMs;
  const deadlineAtMs = context.clock.monotonicMs() + timeoutMs;
  const results: ProducePartitionResultInput[] = [];
  const { traffic, phases } = context.observer;
  let records = 0;
  let appendedBytes = 0;
  let unanswered = request.partitions.length;
  if (unanswered === 0) respond({ partitions: results });

  for (const [index, partition] of request.partitions.entries()) {
    const finish = (error: WeirError | undefined, appended: AppendedBatches | undefined): void => {
      results[index] = toResult(partition, error, acks === 'none' ? undefined : appended);
      if (error !== undefined) traffic.produceFailed(error.code);
      records += appended?.recordCount ?? 0;
      appendedBytes += appended?.byteCount ?? 0;
      unanswered -= 1;
      if (unanswered > 0) return;
      traffic.produced(bytesOf(request), records, appendedBytes);
      phases.produceAnswered(context.clock.monotonicMs() - arrivedAtMs);
      respond({ partitions: results });
    };
    append(partition, context, { acks, arrivedAtMs, deadlineAtMs, finish });
  }
}

function append(
  { topicId, partition, batches, minLeaderEpoch, expectedProducerOffset }: ProducePartition,
  { registry, rights }: ProduceContext,
  options: Pick<ProduceTaskOptions, 'acks' | 'arrivedAtMs' | 'deadlineAtMs' | 'finish'>,
): void {
  const task = new ProduceTask({ ...options, batches, minLeaderEpoch, expectedProducerOffset });
  try {
    checkRange('Number of batches', batches.length, 1, maxBatchesPerPartition);
    rights.require(topicId);
    registry.get(topicId, partition).produce(task);
  } catch (error) {
    task.fail(error);
  }
}

function toResult(
  { topicId, partition }: ProducePartition,
  error: WeirError | undefined,
  appended: AppendedBatches | undefined,
): ProducePartitionResultInput {
  if (error !== undefined) {
    return { topicId, partition, error: toPartitionError(error), baseOffset: -1 };
  }
  return {
    topicId,
    partition,
    baseOffset: appended?.baseOffset ?? -1,
    logAppendTimeMs: appended?.logAppendTimeMs ?? 0,
    logStartOffset: appended?.logStartOffset ?? 0,
    leaderEpoch: appended?.leaderEpoch ?? 0,
  };
}
