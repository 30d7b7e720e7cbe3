import { electionQuorum, type WeirError } from '@weir/core';
import type { ActiveContext } from '../cluster/active-context.ts';
import {
  partitionKey,
  type PartitionRecord,
  replicasOf,
  type TopicRecord,
} from '../cluster/records.ts';
import { groupByNode } from '../node/group-by-node.ts';
import { settle, toResultError } from '../node/node-calls.ts';
import { toTopicIdentity } from './topic-identity.ts';

/**
 * Creates the replicas of new partitions on their nodes, one call per node.
 *
 * Returns the partitions that too few nodes have created to be used: each needs max(q, m)
 * (replication protocol, rule 9.4). The others join later, unclean and empty.
 */
export async function createReplicas(
  context: ActiveContext,
  topic: TopicRecord,
  records: readonly PartitionRecord[],
): Promise<Map<string, WeirError | undefined>> {
  const created = new Map<string, number>();
  const errors = new Map<string, WeirError | undefined>();
  await Promise.all(
    [...groupByNode(records, replicasOf)].map(async ([nodeId, group]) => {
      const { results, error } = await settle(
        context.calls.createReplicas(nodeId, {
          topics: [toTopicIdentity(topic)],
          replicas: group.map((record) => toCreateReplica(context, record, nodeId)),
        }),
      );
      for (const record of group) {
        const key = partitionKey(record.topicId, record.partition);
        const result = results.find(({ partition }) => partition === record.partition);
        const failure = result === undefined ? error : toResultError(result);
        if (failure !== undefined) errors.set(key, failure);
        else created.set(key, (created.get(key) ?? 0) + 1);
      }
    }),
  );
  const lacking = records.filter((record) => {
    const count = created.get(partitionKey(record.topicId, record.partition)) ?? 0;
    return count < neededReplicas(record);
  });
  return new Map(
    lacking.map(({ topicId, partition }) => {
      const key = partitionKey(topicId, partition);
      return [key, errors.get(key)];
    }),
  );
}

function toCreateReplica({ state }: ActiveContext, record: PartitionRecord, nodeId: number) {
  const [set] = record.sets;
  return {
    topicId: record.topicId,
    partition: record.partition,
    set: {
      replicas: [...(set?.replicas ?? [])],
      minInsyncReplicas: set?.minInsyncReplicas ?? 1,
    },
    clean: true,
    directoryId: state.nodes.get(nodeId)?.directoryId ?? '',
  };
}

function neededReplicas({ sets }: PartitionRecord): number {
  const [set] = sets;
  if (set === undefined) return 1;
  const { evidence } = electionQuorum(set.replicas.length, set.minInsyncReplicas);
  return Math.max(evidence, set.minInsyncReplicas);
}
