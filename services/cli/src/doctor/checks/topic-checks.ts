import type { Topic } from '@weir/client';
import { offsetsTopicName } from '@weir/core';
import { isUnderReplicated } from '@weir/runtime';
import type { Check } from '../check.ts';
import { aliveNodes, type ClusterSnapshot, publicTopics } from '../cluster-snapshot.ts';
import { counted, type Problem, someOf } from '../finding.ts';
import { minInsyncReplicas } from './partition-checks.ts';

const manyPartitions = 1_000;
const manyReplicasOfNode = 10_000;

/** How topics are set up. */
export const topicChecks: readonly Check[] = [
  {
    code: 'ONE_REPLICA',
    severity: 'warning',
    looksFor: 'a topic with replication factor 1 on a cluster of several nodes',
    why: 'While its node is down it cannot be used; when the disk is lost, so are its records.',
    remedy: 'Give each of its partitions more replicas.',
    find: (snapshot) =>
      snapshot.nodes.length < 2
        ? []
        : publicTopics(snapshot)
            .filter(({ replicationFactor }) => replicationFactor === 1)
            .map((topic) => ({
              subject: `topic ${topic.name}`,
              what: `Topic ${topic.name} has one replica of each partition on a cluster of ${snapshot.nodes.length} nodes`,
              commands: moreReplicas(topic, snapshot),
            })),
  },
  {
    code: 'ONE_FAILURE_STOPS_WRITERS',
    severity: 'warning',
    looksFor: 'a topic of several replicas whose min.insync.replicas is its replication factor',
    why: 'As soon as one replica is missing, producers with acks=all are refused.',
    remedy: 'Lower min.insync.replicas, or give the topic one replica more.',
    find: (snapshot) =>
      publicTopics(snapshot)
        .filter((each) => each.replicationFactor > 1)
        .filter((each) => minInsyncReplicas(each) >= each.replicationFactor)
        .map(({ name, replicationFactor }) => ({
          subject: `topic ${name}`,
          what: `Topic ${name} asks for all of its ${replicationFactor} replicas in sync`,
          commands:
            replicationFactor > 2
              ? [`weir topic alter ${name} --set min.insync.replicas=${replicationFactor - 1}`]
              : [`weir topic describe ${name}`],
        })),
  },
  {
    code: 'ONE_COPY_IS_ENOUGH',
    severity: 'warning',
    looksFor: 'a topic of several replicas whose min.insync.replicas is 1',
    why: 'When the others fall behind, what one replica alone has is acknowledged, and lost with it.',
    remedy: 'Ask for 2 replicas in sync at least; of a topic with 2, give it a third one before.',
    find: (snapshot) =>
      publicTopics(snapshot)
        .filter((each) => each.replicationFactor > 1 && minInsyncReplicas(each) === 1)
        .map((topic) => ({
          subject: `topic ${topic.name}`,
          what: `Topic ${topic.name} has ${topic.replicationFactor} replicas and is content with 1 in sync`,
          commands: [
            ...(topic.replicationFactor === 2 ? moreReplicas(topic, snapshot) : []),
            `weir topic alter ${topic.name} --set min.insync.replicas=2`,
          ],
        })),
  },
  {
    code: 'UNCLEAN_ELECTION_ON',
    severity: 'warning',
    looksFor: 'a topic with unclean.leader.election.enable',
    why: 'A replica that lacks acknowledged records may be elected, and they are lost without a word.',
    remedy: 'Turn it off, unless losing records is better than waiting.',
    find: topicsWith(
      'unclean.leader.election.enable',
      'true',
      'may elect leaders that lack records',
    ),
  },
  {
    code: 'FLUSH_PAGE_CACHE',
    severity: 'notice',
    looksFor: 'a topic whose records are acknowledged before they are on disk',
    why: 'A power cut that takes all replicas in sync at once takes the newest records with it.',
    remedy: 'Take flush.policy=fsync, the default, unless the speed is worth it.',
    find: topicsWith('flush.policy', 'page-cache', 'acknowledges records before they are on disk'),
  },
  {
    code: 'KEPT_FOR_EVER',
    severity: 'notice',
    looksFor: 'a topic without any limit of retention',
    why: 'It grows until a disk is full.',
    remedy: 'Set retention.ms or retention.bytes, unless its growth is planned for.',
    find: keptForEver,
  },
  {
    code: 'MANY_PARTITIONS',
    severity: 'notice',
    looksFor: `a topic with more than ${manyPartitions} partitions, or a node with more than ${manyReplicasOfNode} replicas`,
    why: 'Each costs memory, open files and time in elections.',
    remedy: 'Have as many partitions as consumers need; add nodes for more.',
    find: tooManyPartitions,
  },
  {
    code: 'EMPTY_TOPICS',
    severity: 'notice',
    looksFor: 'topics that have never held a record',
    why: 'They may be leftovers, or the names of topics that somebody misspelled.',
    remedy: 'Delete those that nobody needs.',
    find: ({ emptyTopics = [] }) =>
      emptyTopics.length === 0
        ? []
        : [
            {
              subject: 'cluster',
              what: `${counted(emptyTopics.length, 'topic')} never held a record: ${someOf(emptyTopics)}`,
              commands: emptyTopics
                .slice(0, 3)
                .map((name) => `weir topic delete ${name} --dry-run`),
            },
          ],
  },
  {
    code: 'OFFSETS_AT_RISK',
    severity: 'warning',
    looksFor: `the internal topic ${offsetsTopicName} with replicas out of sync, or with one alone`,
    why: 'From it committed offsets come back when Redis loses them.',
    remedy: 'Start the nodes that are missing, or give it more replicas.',
    find: offsetsAtRisk,
  },
];

function topicsWith(
  config: string,
  value: string,
  what: string,
): (snapshot: ClusterSnapshot) => readonly Problem[] {
  return (snapshot) =>
    publicTopics(snapshot)
      .filter(({ configs }) => configs[config] === value)
      .map(({ name }) => ({
        subject: `topic ${name}`,
        what: `Topic ${name} ${what}`,
        commands: [`weir topic alter ${name} --unset ${config}`],
      }));
}

function moreReplicas({ name, partitions }: Topic, snapshot: ClusterSnapshot): readonly string[] {
  const [first] = partitions;
  if (first === undefined) return [];
  const others = aliveNodes(snapshot)
    .map(({ nodeId }) => nodeId)
    .filter((nodeId) => !first.assignedReplicas.includes(nodeId));
  const nodes = [...first.assignedReplicas, ...others].slice(0, 3).join(',');
  return [`weir partition move --topic ${name} --partition ${first.partition} --to ${nodes}`];
}

function keptForEver(snapshot: ClusterSnapshot): readonly Problem[] {
  return publicTopics(snapshot)
    .filter(({ configs }) => configs['retention.ms'] === '-1')
    .filter(({ configs }) => (configs['retention.bytes'] ?? '-1') === '-1')
    .map(({ name }) => ({
      subject: `topic ${name}`,
      what: `Topic ${name} has neither retention.ms nor retention.bytes`,
      commands: [`weir topic alter ${name} --set retention.bytes=10737418240 --dry-run`],
    }));
}

function tooManyPartitions(snapshot: ClusterSnapshot): readonly Problem[] {
  const topics = publicTopics(snapshot)
    .filter(({ partitions }) => partitions.length > manyPartitions)
    .map(({ name, partitions }) => ({
      subject: `topic ${name}`,
      what: `Topic ${name} has ${partitions.length} partitions`,
      commands: [`weir topic describe ${name}`],
    }));
  const nodes = [...snapshot.statuses.values()]
    .filter(({ replicas }) => replicas > manyReplicasOfNode)
    .map(({ nodeId, replicas }) => ({
      subject: `node ${nodeId}`,
      what: `Node ${nodeId} has ${replicas} replicas`,
      commands: ['weir node list'],
    }));
  return [...topics, ...nodes];
}

function offsetsAtRisk(snapshot: ClusterSnapshot): readonly Problem[] {
  const topic = snapshot.topics.find(({ name }) => name === offsetsTopicName);
  if (topic === undefined) return [];
  const subject = `topic ${topic.name}`;
  const commands = [`weir partition list --topic ${topic.name}`];
  if (topic.replicationFactor === 1 && aliveNodes(snapshot).length > 1) {
    return [{ subject, what: 'Committed offsets have one replica alone', commands }];
  }
  const under = topic.partitions.filter(isUnderReplicated);
  if (under.length === 0) return [];
  return [
    {
      subject,
      what: `Committed offsets lack replicas in ${under.length} of ${topic.partitions.length} partitions`,
      commands,
    },
  ];
}
