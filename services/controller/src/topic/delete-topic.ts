import type { ActiveContext } from '../cluster/active-context.ts';
import { partitionKey, replicasOf, type TopicRecord } from '../cluster/records.ts';
import { groupByNode } from '../node/group-by-node.ts';
import { settle } from '../node/node-calls.ts';

/**
 * Has every reachable member of a topic keep tombstones and delete its data; when all members have,
 * the tombstones and the topic are forgotten. Called again whenever a member registers.
 */
export async function deleteTopicReplicas(
  context: ActiveContext,
  topic: TopicRecord,
): Promise<void> {
  if (!(await tellMembers(context, topic, false))) return;
  // Nobody holds data any more: what is left are tombstones that no rebuild needs.
  if (!(await tellMembers(context, topic, true))) return;

  const { state, journal, logger } = context;
  await journal.removeTopic(topic);
  state.topics.delete(topic.topicId);
  for (let partition = 0; partition < topic.partitions; partition += 1) {
    state.partitions.delete(partitionKey(topic.topicId, partition));
  }
  logger.info({ topic: topic.name, topicId: topic.topicId }, 'Topic deleted');
}

/** Whether every member has answered without an error. */
async function tellMembers(
  { state, calls, logger }: ActiveContext,
  topic: TopicRecord,
  forget: boolean,
): Promise<boolean> {
  const byNode = groupByNode(state.partitionsOf(topic.topicId), replicasOf);
  const answers = await Promise.all(
    [...byNode].map(async ([nodeId, records]) => {
      if (!state.isReachable(nodeId)) return false;
      const replicas = records.map(({ topicId, partition }) => ({ topicId, partition, forget }));
      const { results, error } = await settle(calls.deleteReplicas(nodeId, replicas));
      if (error !== undefined) logger.warn({ nodeId, err: error }, 'Node did not delete replicas');
      return error === undefined && results.every(({ errorCode }) => errorCode === '');
    }),
  );
  return answers.every(Boolean);
}
