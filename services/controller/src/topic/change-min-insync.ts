import { WeirError } from '@weir/core';
import type { ChangeReplicaConfigResult } from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import {
  partitionKey,
  type PartitionRecord,
  replicasOf,
  type TopicRecord,
} from '../cluster/records.ts';
import { groupByNode } from '../node/group-by-node.ts';
import { settle, toResultError } from '../node/node-calls.ts';

const maxWaitMs = 10_000;

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
  const moving = records.find(({ reassignment }) => reassignment !== null);
  if (moving !== undefined) {
    throw new WeirError(
      'REASSIGNMENT_IN_PROGRESS',
      `Partition ${moving.partition} is being moved: change min.insync.replicas afterwards`,
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
  const pace = { maxWaitMs, bytesPerSecond: 0 };
  const { results, error } = await settle(calls.changeReplicaConfig(nodeId, changes, pace));
  const keys = results.flatMap(({ topicId, partition, isDone }) =>
    isDone ? [partitionKey(topicId, partition)] : [],
  );
  const refusal = results.map(toChangeError).find((value) => value !== undefined);
  return { keys, error: error ?? refusal };
}

function toChangeError(result: ChangeReplicaConfigResult): WeirError | undefined {
  const error = toResultError(result);
  if (error !== undefined || result.isDone) return error;
  return new WeirError(
    'REQUEST_TIMED_OUT',
    `Partition ${result.partition} did not change within ${maxWaitMs} ms: too few replicas are in sync`,
  );
}
