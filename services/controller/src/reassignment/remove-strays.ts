import { WeirError } from '@weir/core';
import type { DeleteReplicaInput, ReplicaConfig } from '@weir/protos';
import type { ActiveContext } from '../cluster/active-context.ts';
import type { ClusterState } from '../cluster/cluster-state.ts';
import { keyOf, type PartitionRecord, replicasOf } from '../cluster/records.ts';
import { groupByNode } from '../node/group-by-node.ts';
import { settle, toReplicaSets } from '../node/node-calls.ts';
import { membersOf } from '../partition/election.ts';
import { askLeaders } from '../node/ask-leaders.ts';

interface Stray {
  readonly record: PartitionRecord;
  readonly nodeId: number;
  readonly config: ReplicaConfig;
}

/**
 * Removes replicas that no config names any more: of members that were replaced, and of moves that were
 * cancelled.
 *
 * What the store says of replica sets is a hint. A replica goes only where the partition's leader shows a
 * committed config without it, and its node finds no later one in its log (replication protocol, 8.5).
 *
 * False when some are left: of partitions whose leadership has yet to move, or that nodes kept.
 */
export async function removeStrays(context: ActiveContext): Promise<boolean> {
  const { state, logger } = context;
  const suspects = state
    .activePartitions()
    .filter((record) => record.reassignment === null && suspectsOf(state, record).length > 0);
  const settled = suspects.filter((record) => isSettled(state, record));
  const areAllSettled = settled.length === suspects.length;
  if (settled.length === 0) return areAllSettled;
  const answers = await askLeaders(context, settled, {
    targetOf: () => undefined,
    bytesPerSecondOf: () => 0,
    maxWaitMs: 0,
  });
  const strays = settled.flatMap((record): Stray[] => {
    const answer = answers.get(keyOf(record));
    if (answer === undefined || answer instanceof WeirError || !answer.isDone) return [];
    const { config } = answer;
    if (config === null) return [];
    const members = membersOf(toReplicaSets(config));
    return suspectsOf(state, record)
      .filter((nodeId) => !members.includes(nodeId))
      .map((nodeId) => ({ record, nodeId, config }));
  });
  const removed = await deleteOn(context, strays, ({ record, config }) => ({
    topicId: record.topicId,
    partition: record.partition,
    finalConfig: config,
  }));
  for (const { record, nodeId } of removed) state.facts.noteGone(keyOf(record), nodeId);
  if (removed.length > 0)
    logger.info({ replicas: removed.length }, 'Replicas that moved are deleted');
  // Where all members have the config in their logs, any election finds it without the tombstone.
  await deleteOn(context, removed.filter(areMembersInSync), ({ record }) => ({
    topicId: record.topicId,
    partition: record.partition,
    forget: true,
  }));
  return areAllSettled && removed.length === strays.length;
}

function isSettled(state: ClusterState, record: PartitionRecord): boolean {
  const { leader, sets } = record;
  return (
    leader !== null &&
    sets.length === 1 &&
    replicasOf(record).includes(leader) &&
    state.isReachable(leader)
  );
}

function suspectsOf(state: ClusterState, record: PartitionRecord): number[] {
  const members = replicasOf(record);
  return state.facts
    .holders(keyOf(record))
    .filter((nodeId) => !members.includes(nodeId) && state.isReachable(nodeId));
}

function areMembersInSync({ record }: Stray): boolean {
  return replicasOf(record).every((nodeId) => record.inSyncReplicas.includes(nodeId));
}

/** Those of which the node answered without an error. */
async function deleteOn(
  { calls, logger, onNodeDiffers }: ActiveContext,
  strays: readonly Stray[],
  toRequest: (stray: Stray) => DeleteReplicaInput,
): Promise<Stray[]> {
  const byNode = groupByNode(strays, ({ nodeId }) => [nodeId]);
  const done = await Promise.all(
    [...byNode].map(async ([nodeId, held]) => {
      const { results, error } = await settle(calls.deleteReplicas(nodeId, held.map(toRequest)));
      const deleted = held.filter((_, index) => results[index]?.errorCode === '');
      if (deleted.length < held.length) {
        const first = results.find(({ errorCode }) => errorCode !== '');
        logger.warn({ nodeId, err: error, first }, 'Node kept replicas that have moved');
        onNodeDiffers(nodeId);
      }
      return deleted;
    }),
  );
  return done.flat();
}
