import { parseTopicConfigs, toWeirError, WeirError } from '@weir/core';
import type {
  AlterPartitionReassignmentsRequest,
  OngoingReassignmentInput,
  PartitionReassignment,
  ReassignmentResultInput,
  TopicPartition,
} from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import { keyOf, partitionKey, type PartitionRecord, replicasOf } from '../cluster/records.ts';
import { findPartition } from '../election/elect-leaders.ts';
import type { ReplicaSet } from '../partition/election.ts';
import { askLeaders } from '../node/ask-leaders.ts';
import type { ReplicaMover } from './replica-mover.ts';

const cancelWaitMs = 5_000;

/** Accepts moves and cancellations; what is wrong with one of them does not keep back the others. */
export async function alterReassignments(
  context: ActiveContext,
  mover: ReplicaMover,
  request: AlterPartitionReassignmentsRequest,
): Promise<ReassignmentResultInput[]> {
  if (request.bytesPerSecond < 0) {
    throw new WeirError('INVALID_REQUEST', `Throttle ${request.bytesPerSecond} is negative`);
  }
  return Promise.all(
    request.reassignments.map(async (asked) => {
      const { topic = '', partition = 0 } = asked.partition ?? {};
      try {
        await alterOne(context, asked, request);
        mover.strayCheckDue();
        return { partition: { topic, partition } };
      } catch (error) {
        const { code, message } = toWeirError(error);
        return { partition: { topic, partition }, errorCode: code, errorMessage: message };
      }
    }),
  );
}

/** Moves that are under way, in order of topic and partition; of these partitions, or all. */
export function listReassignments(
  context: ActiveContext,
  mover: ReplicaMover,
  partitions: readonly TopicPartition[],
): OngoingReassignmentInput[] {
  const { state } = context;
  const named = partitions.map(({ topic, partition }) => findPartition(context, topic, partition));
  const records = named.length > 0 ? named : state.activePartitions();
  return records
    .flatMap((record) => {
      const { topicId, partition, reassignment } = record;
      if (reassignment === null) return [];
      return {
        partition: { topic: state.topics.get(topicId)?.name ?? '', partition },
        fromReplicas: [...(record.sets[0]?.replicas ?? [])],
        toReplicas: [...reassignment.target.replicas],
        startedMs: reassignment.startedMs,
        bytesPerSecond: reassignment.bytesPerSecond,
        ...mover.progressOf(partitionKey(topicId, partition)),
      };
    })
    .toSorted((left, right) => {
      const [one, other] = [left.partition, right.partition];
      if (one.topic !== other.topic) return one.topic < other.topic ? -1 : 1;
      return one.partition - other.partition;
    });
}

/** Cancels every move that would take a replica off the node. */
export async function cancelMovesOff(
  context: ActiveContext,
  mover: ReplicaMover,
  nodeId: number,
): Promise<void> {
  const { state } = context;
  const leaving = state.activePartitions().filter((record) => {
    const target = record.reassignment?.target.replicas;
    return target !== undefined && !target.includes(nodeId) && replicasOf(record).includes(nodeId);
  });
  await alterReassignments(context, mover, {
    reassignments: leaving.map(({ topicId, partition }) => ({
      partition: { topic: state.topics.get(topicId)?.name ?? '', partition },
      replicas: [],
    })),
    bytesPerSecond: 0,
    validateOnly: false,
  });
}

async function alterOne(
  context: ActiveContext,
  { partition: named, replicas }: PartitionReassignment,
  { bytesPerSecond, validateOnly }: AlterPartitionReassignmentsRequest,
): Promise<void> {
  const record = findPartition(context, named?.topic ?? '', named?.partition ?? 0);
  if (replicas.length === 0) {
    if (record.reassignment === null) throw notMoving(named);
    if (!validateOnly) await cancel(context, record);
    return;
  }
  const target = checkTarget(context, record, replicas);
  if (validateOnly || (record.reassignment === null && isCurrentSet(record, target))) return;
  const { writer, clock, logger } = context;
  const reassignment = { target, startedMs: clock.nowMs(), bytesPerSecond };
  await writer.update({
    partitions: [
      {
        key: keyOf(record),
        change: (known) => (known === undefined ? undefined : { ...known, reassignment }),
      },
    ],
  });
  logger.info({ ...named, from: replicasOf(record), to: replicas }, 'Partition is to be moved');
}

/** The leader must agree: once it has begun to switch there is no way back. */
async function cancel(context: ActiveContext, record: PartitionRecord): Promise<void> {
  const { writer, publisher, logger } = context;
  const [current] = record.sets;
  const answers = await askLeaders(context, [record], {
    targetOf: () => current,
    bytesPerSecondOf: () => 0,
    maxWaitMs: cancelWaitMs,
  });
  const answer = answers.get(keyOf(record));
  if (answer === undefined) {
    throw new WeirError(
      'LEADER_NOT_AVAILABLE',
      `Its leader must agree to the cancellation, and there is none: ${record.leaderlessReason}`,
    );
  }
  if (answer instanceof WeirError) throw answer;
  if (!answer.isDone) {
    throw new WeirError('REASSIGNMENT_IN_PROGRESS', 'The switch has begun and will be finished');
  }
  await writer.update({
    partitions: [
      {
        key: keyOf(record),
        change: (known) =>
          known?.reassignment === record.reassignment && known.reassignment !== null
            ? { ...known, reassignment: null }
            : undefined,
      },
    ],
  });
  publisher.publish({ topicIds: [record.topicId] });
  const { topicId, partition } = record;
  logger.info({ topicId, partition }, 'Move of a partition was cancelled');
}

function checkTarget(
  { state }: ActiveContext,
  record: PartitionRecord,
  replicas: readonly number[],
): ReplicaSet {
  const members = replicasOf(record);
  const placeable = state
    .placeableNodes()
    .map(({ nodeId }) => nodeId)
    .toSorted((left, right) => left - right);
  const unfit = replicas.filter(
    (nodeId) => !members.includes(nodeId) && !placeable.includes(nodeId),
  );
  if (unfit.length > 0) {
    throw new WeirError(
      'INVALID_REPLICA_ASSIGNMENT',
      `Nodes ${unfit.join(', ')} cannot get replicas: choose among [${placeable.join(', ')}], which ` +
        'are alive and not being decommissioned',
    );
  }
  if (new Set(replicas).size !== replicas.length) {
    throw new WeirError(
      'INVALID_REPLICA_ASSIGNMENT',
      `Replicas [${replicas.join(', ')}] name a node twice`,
    );
  }
  const configs = state.topics.get(record.topicId)?.configs ?? {};
  const { minInsyncReplicas } = parseTopicConfigs(configs, { replicationFactor: replicas.length });
  return { replicas: [...replicas], minInsyncReplicas };
}

function isCurrentSet({ sets }: PartitionRecord, target: ReplicaSet): boolean {
  const [current] = sets;
  return (
    sets.length === 1 &&
    current?.minInsyncReplicas === target.minInsyncReplicas &&
    current.replicas.length === target.replicas.length &&
    current.replicas.every((nodeId, index) => nodeId === target.replicas[index])
  );
}

function notMoving(named: TopicPartition | null): WeirError {
  return new WeirError(
    'NO_REASSIGNMENT_IN_PROGRESS',
    `Partition ${named?.topic}/${named?.partition} is not being moved`,
  );
}
