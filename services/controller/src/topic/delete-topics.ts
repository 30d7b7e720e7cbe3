import type { ActiveContext } from '../cluster/active-context.ts';
import { partitionKey, replicasOf, type TopicRecord } from '../cluster/records.ts';
import { groupByNode } from '../node/group-by-node.ts';
import { settle } from '../node/node-calls.ts';

interface ReplicaPlace {
  readonly topicId: string;
  readonly partition: number;
  readonly nodeIds: readonly number[];
}

/**
 * Has every reachable member of topics that are being deleted keep tombstones and delete its data;
 * the tombstones and the record of a topic are forgotten once all its members have theirs. Called
 * again whenever a member registers.
 */
export function deleteTopics(
  context: ActiveContext,
  topics: readonly TopicRecord[],
): Promise<void> {
  return context.deletions.run(async () => {
    const { state, writer, logger } = context;
    const current = topics.flatMap(({ topicId }) => state.topics.get(topicId) ?? []);
    const buried = await tellMembers(context, current, false);
    // Nobody holds data any more: what is left are tombstones that no rebuild needs.
    const forgotten = await tellMembers(context, buried.filter(hasAllMembers(context)), true);
    for (const topic of forgotten) {
      await writer.remove(topic);
      logger.info({ topic: topic.name, topicId: topic.topicId }, 'Topic deleted');
    }
  });
}

/** After the loss of the store a partition may be known by a tombstone alone, without its members. */
function hasAllMembers({ state }: ActiveContext): (topic: TopicRecord) => boolean {
  return ({ topicId, partitions }) => state.partitionsOf(topicId).length === partitions;
}

/** The topics of which every member has answered without an error. */
async function tellMembers(
  { state, calls, logger, onNodeDiffers }: ActiveContext,
  topics: readonly TopicRecord[],
  forget: boolean,
): Promise<TopicRecord[]> {
  const places = topics.flatMap(({ topicId }): ReplicaPlace[] =>
    state.partitionsOf(topicId).map((record) => {
      const { partition } = record;
      const holders = state.facts.holders(partitionKey(topicId, partition));
      return { topicId, partition, nodeIds: [...new Set([...replicasOf(record), ...holders])] };
    }),
  );
  const open = new Set<string>();
  await Promise.all(
    [...groupByNode(places, ({ nodeIds }) => nodeIds)].map(async ([nodeId, held]) => {
      if (!state.isReachable(nodeId)) {
        for (const { topicId } of held) open.add(topicId);
        return;
      }
      const replicas = held.map(({ topicId, partition }) => ({ topicId, partition, forget }));
      const { results, error } = await settle(calls.deleteReplicas(nodeId, replicas));
      const failed = held.filter((_, index) => results[index]?.errorCode !== '');
      if (failed.length === 0) return;
      for (const { topicId } of failed) open.add(topicId);
      logger.warn({ nodeId, replicas: failed.length, err: error }, 'Node did not delete replicas');
      onNodeDiffers(nodeId);
    }),
  );
  return topics.filter(({ topicId }) => !open.has(topicId));
}
