import { WeirError } from '@weir/core';
import type { ActiveContext } from '../cluster/active-context.ts';
import {
  partitionKey,
  type PartitionRecord,
  replicasOf,
  type TopicRecord,
} from '../cluster/records.ts';
import { groupByNode } from '../node/group-by-node.ts';
import { settle, toResultError } from '../node/node-calls.ts';

/**
 * Has the leaders of a topic change `min.insync.replicas` by control records in each log
 * (replication protocol, section 8), one call per node.
 *
 * Partitions that could not change keep the old value, and the first error is thrown: asking again
 * goes on where it ended.
 */
export async function changeMinInsync(
  context: ActiveContext,
  topic: TopicRecord,
  minInsyncReplicas: number,
): Promise<void> {
  const { state, writer } = context;
  const records = state.partitionsOf(topic.topicId);
  const leaderless = records.find(({ leader }) => leader === null);
  if (leaderless !== undefined) {
    throw new WeirError(
      'LEADER_NOT_AVAILABLE',
      `min.insync.replicas is changed by the leaders, and partition ${leaderless.partition} ` +
        `has none: ${leaderless.leaderlessReason}`,
    );
  }
  const byLeader = groupByNode(records, ({ leader }) => (leader === null ? [] : [leader]));
  const answers = await Promise.all(
    [...byLeader].map(([nodeId, led]) => changeOn(context, nodeId, led, minInsyncReplicas)),
  );
  const changed = answers.flatMap(({ keys }) => keys);
  await writer.update({
    partitions: changed.map((key) => ({
      key,
      change: (known) =>
        known === undefined
          ? undefined
          : { ...known, sets: [{ replicas: replicasOf(known), minInsyncReplicas }] },
    })),
  });
  const failure = answers.find(({ error }) => error !== undefined)?.error;
  if (failure !== undefined) throw failure;
}

async function changeOn(
  { calls }: ActiveContext,
  nodeId: number,
  led: readonly PartitionRecord[],
  minInsyncReplicas: number,
): Promise<{ readonly keys: string[]; readonly error: WeirError | undefined }> {
  const changes = led.map((record) => ({
    topicId: record.topicId,
    partition: record.partition,
    leaderEpoch: record.leaderEpoch,
    target: { replicas: replicasOf(record), minInsyncReplicas },
  }));
  const { results, error } = await settle(calls.changeReplicaConfig(nodeId, changes));
  const keys = results.flatMap((result) =>
    toResultError(result) === undefined ? [partitionKey(result.topicId, result.partition)] : [],
  );
  const refusal = results.map(toResultError).find((value) => value !== undefined);
  return { keys, error: error ?? refusal };
}
