import { sleep, WeirError } from '@weir/core';
import type { ActiveContext } from '../cluster/active-context.ts';
import { partitionKey, type PartitionRecord, type TopicRecord } from '../cluster/records.ts';
import { createReplicas } from './create-replicas.ts';

/** How long the creator of partitions waits for their leaders, and the pause between attempts. */
const deadlineMs = 10_000;
const pauseMs = 200;

/**
 * Has the replicas of new partitions created and their first leaders elected, and tries again what
 * did not succeed. Resolves when each partition has a leader; `LEADER_NOT_AVAILABLE`, with what is
 * missing, when one has none in time: it is tried further all the same.
 */
export async function startPartitions(
  context: ActiveContext,
  topic: TopicRecord,
  records: readonly PartitionRecord[],
): Promise<void> {
  const { elections, clock, logger, signal, onNodeDiffers } = context;
  const untilMs = clock.monotonicMs() + deadlineMs;
  for (;;) {
    const errors = await createReplicas(context, records);
    for (const [where, error] of errors) {
      logger.warn({ topic: topic.name, where, err: error }, 'Replica was not created');
      onNodeDiffers(Number(where.slice(where.lastIndexOf('@') + 1)));
    }
    await elections.elect(leaderlessOf(context, records));
    const [first, ...others] = leaderlessOf(context, records);
    if (first === undefined) return;

    if (clock.monotonicMs() >= untilMs) {
      throw new WeirError(
        'LEADER_NOT_AVAILABLE',
        `Topic ${topic.name} was created, but ${others.length + 1} of its partitions have no ` +
          `leader yet; partition ${first.partition}: ${whyLeaderless(first, errors)}`,
      );
    }
    await sleep(clock, pauseMs, signal);
  }
}

function leaderlessOf(
  { state }: ActiveContext,
  records: readonly PartitionRecord[],
): PartitionRecord[] {
  return records
    .flatMap(
      ({ topicId, partition }) => state.partitions.get(partitionKey(topicId, partition)) ?? [],
    )
    .filter(({ leader }) => leader === null);
}

function whyLeaderless(
  { topicId, partition, leaderlessReason }: PartitionRecord,
  errors: ReadonlyMap<string, WeirError>,
): string {
  const prefix = `${partitionKey(topicId, partition)}@`;
  const failed = [...errors].find(([where]) => where.startsWith(prefix));
  if (failed === undefined) return leaderlessReason;
  const [where, error] = failed;
  return `${leaderlessReason} (node ${where.slice(prefix.length)}: ${error.message})`;
}
