import { WeirError } from '@weir/core';
import type { CreateReplicaInput } from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import { partitionKey, type PartitionRecord, replicasOf } from '../cluster/records.ts';
import { groupByNode } from '../node/group-by-node.ts';
import { settle, toResultError } from '../node/node-calls.ts';
import { toTopicIdentity } from './topic-identity.ts';

/** Replicas in one call: each makes files. */
const maxReplicasPerCall = 1_000;

/**
 * Has nodes create the replicas of partitions, in few calls per node: all members, or only the given
 * ones. A replica that is known to exist is left alone.
 *
 * Returns what went wrong, by partition and node as `<topic-id>/<partition>@<node>`.
 */
export async function createReplicas(
  context: ActiveContext,
  records: readonly PartitionRecord[],
  onlyNodes?: readonly number[],
): Promise<Map<string, WeirError>> {
  const { state } = context;
  const errors = new Map<string, WeirError>();
  const byNode = groupByNode(records, (record) => {
    const key = partitionKey(record.topicId, record.partition);
    const members = onlyNodes ?? replicasOf(record);
    return members.filter((nodeId) => !state.facts.isCreated(key, nodeId));
  });
  await Promise.all(
    [...byNode].map(async ([nodeId, missing]) => {
      for (let from = 0; from < missing.length; from += maxReplicasPerCall) {
        const chunk = missing.slice(from, from + maxReplicasPerCall);
        await createOn(context, nodeId, chunk, errors);
      }
    }),
  );
  return errors;
}

async function createOn(
  context: ActiveContext,
  nodeId: number,
  records: readonly PartitionRecord[],
  errors: Map<string, WeirError>,
): Promise<void> {
  const { state, calls } = context;
  const topicIds = new Set(records.map(({ topicId }) => topicId));
  const topics = [...topicIds].flatMap((topicId) => state.topics.get(topicId) ?? []);
  const replicas = records.map((record) => toCreateReplica(context, record, nodeId));
  const creations = { topics: topics.map(toTopicIdentity), replicas };
  const { results, error } = await settle(calls.createReplicas(nodeId, creations));
  for (const [index, { topicId, partition }] of records.entries()) {
    const key = partitionKey(topicId, partition);
    const result = results[index];
    const failure =
      error ??
      (result === undefined
        ? new WeirError('UNKNOWN_SERVER_ERROR', `Node ${nodeId} did not answer for ${key}`)
        : toResultError(result));
    const isClean = replicas[index]?.clean === true;
    if (failure === undefined) state.facts.noteCreated(key, nodeId, { isClean });
    else errors.set(`${key}@${nodeId}`, failure);
  }
}

/**
 * A replica may begin as clean, though empty, only while nobody has led the partition, and only in
 * the data directory that was meant when it was created: another one may replace one that held
 * records (replication protocol, rules 6.4 and 9.4).
 */
function toCreateReplica(
  { state }: ActiveContext,
  record: PartitionRecord,
  nodeId: number,
): CreateReplicaInput {
  const { topicId, partition, sets, leaderEpoch, directoryIds } = record;
  const directoryId = state.nodes.get(nodeId)?.directoryId ?? '';
  const [set] = sets;
  return {
    topicId,
    partition,
    set: {
      replicas: [...(set?.replicas ?? [])],
      minInsyncReplicas: set?.minInsyncReplicas ?? 1,
    },
    clean: leaderEpoch === 0 && directoryIds[nodeId] === directoryId,
    directoryId,
  };
}
