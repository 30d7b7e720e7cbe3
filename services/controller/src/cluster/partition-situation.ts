import { parseTopicConfigs } from '@weir/core';
import { isLeaderless, type PartitionSituation } from '../partition/election-plan.ts';
import type { ClusterState } from './cluster-state.ts';
import { participantsOf, partitionKey, type PartitionRecord, type TopicRecord } from './records.ts';

/** What the cluster state says of a partition before its election. */
export function situationOf(
  state: ClusterState,
  topic: TopicRecord,
  record: PartitionRecord,
): PartitionSituation {
  const key = partitionKey(record.topicId, record.partition);
  return {
    ...leadershipOf(state, record),
    sets: record.sets,
    isUncleanAllowed: isUncleanAllowed(topic),
    isAlive: (nodeId) => state.isAlive(nodeId),
    isDrained: (nodeId) => state.isDrained(nodeId),
    conditionOf: (nodeId) => state.facts.conditionOf(key, nodeId),
    isCreated: (nodeId) => state.facts.isCreated(key, nodeId),
    toAdmit: participantsOf(record).filter((nodeId) => state.facts.mustPromise(key, nodeId)),
    isFull: (nodeId) => state.facts.failureOf(key, nodeId) === 'full',
  };
}

/** Whether a partition is without a leader that can lead on. */
export function needsLeader(state: ClusterState, record: PartitionRecord): boolean {
  return isLeaderless(leadershipOf(state, record));
}

function leadershipOf(state: ClusterState, record: PartitionRecord) {
  const key = partitionKey(record.topicId, record.partition);
  const { leader, leaderEpoch } = record;
  return {
    leader,
    leaderEpoch,
    highestPromise: state.facts.highestPromise(key),
    leaderFailure: leader === null ? undefined : state.facts.failureOf(key, leader),
    isReachable: (nodeId: number): boolean => state.isReachable(nodeId),
  };
}

/** Asked for each partition of a topic whenever elections are planned. */
const uncleanAllowedByTopic = new WeakMap<TopicRecord, boolean>();

function isUncleanAllowed(topic: TopicRecord): boolean {
  const known = uncleanAllowedByTopic.get(topic);
  if (known !== undefined) return known;
  const { uncleanLeaderElectionEnable } = parseTopicConfigs(topic.configs, topic);
  uncleanAllowedByTopic.set(topic, uncleanLeaderElectionEnable);
  return uncleanLeaderElectionEnable;
}
