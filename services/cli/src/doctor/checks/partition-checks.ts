import type { Partition, Topic } from '@weir/client';
import { parseTopicConfigs } from '@weir/core';
import { isLeaderless, isUnderReplicated } from '@weir/runtime';
import type { Check } from '../check.ts';
import type { ClusterSnapshot } from '../cluster-snapshot.ts';
import { type Problem, someOf } from '../finding.ts';

/** What is the matter with partitions now; one finding a topic. */
export const partitionChecks: readonly Check[] = [
  {
    code: 'LEADERLESS_PARTITIONS',
    severity: 'error',
    looksFor: 'partitions without a leader',
    why: 'Nobody can write to them or read them.',
    remedy:
      'Start the nodes that hold their replicas. An unclean election gives up acknowledged records: ' +
      'the last resort, when no replica that has them will ever come back.',
    find: byTopic(isLeaderless, {
      verb: 'have no leader',
      detail: ({ leaderlessReason }) => leaderlessReason,
      commands: ({ name }) => [`weir partition list --topic ${name} --leaderless`],
    }),
  },
  {
    code: 'UNDER_MIN_ISR',
    severity: 'error',
    looksFor: 'partitions with fewer replicas in sync than min.insync.replicas asks for',
    why: 'Producers with acks=all are refused there; what was acknowledged is safe.',
    remedy: 'Start the nodes that are missing; they catch up and join by themselves.',
    find: byTopic(isUnderMinIsr, {
      verb: 'have fewer replicas in sync than min.insync.replicas',
      detail: replicasOf,
      commands: ({ name }) => [`weir partition list --topic ${name} --under-min-isr`],
    }),
  },
  {
    code: 'UNDER_REPLICATED',
    severity: 'warning',
    looksFor: 'partitions with replicas that are not in sync, of which writers notice nothing yet',
    why: 'They survive fewer failures than they were made for.',
    remedy:
      'Start the nodes that are missing. Where all run, look for a node that is slow, by its disk or ' +
      'by its network.',
    find: byTopic(
      (partition, topic) =>
        isUnderReplicated(partition) &&
        !isLeaderless(partition) &&
        !isUnderMinIsr(partition, topic),
      {
        verb: 'have replicas that are not in sync',
        detail: replicasOf,
        commands: ({ name }) => [`weir partition list --topic ${name} --under-replicated`],
      },
    ),
  },
];

/** Whether it has a leader, which refuses writers with `acks=all`. */
export function isUnderMinIsr(partition: Partition, topic: Topic): boolean {
  return !isLeaderless(partition) && partition.inSyncReplicas.length < minInsyncReplicas(topic);
}

/** What a topic asks for; a topic of a later version, with configs unknown here, asks for 1. */
export function minInsyncReplicas({ configs, replicationFactor }: Topic): number {
  const name = 'min.insync.replicas';
  const own = configs[name];
  const known = own === undefined ? {} : { [name]: own };
  try {
    return parseTopicConfigs(known, { replicationFactor }).minInsyncReplicas;
  } catch {
    return 1;
  }
}

interface Telling {
  readonly verb: string;
  /** Of the first partition, as an example. */
  readonly detail: (partition: Partition) => string;
  readonly commands: (topic: Topic) => readonly string[];
}

function byTopic(
  isMeant: (partition: Partition, topic: Topic) => boolean,
  { verb, detail, commands }: Telling,
): (snapshot: ClusterSnapshot) => readonly Problem[] {
  return ({ topics }) =>
    topics.flatMap((topic) => {
      const found = topic.partitions.filter((partition) => isMeant(partition, topic));
      const [first] = found;
      if (first === undefined) return [];
      const numbers = someOf(found.map(({ partition }) => partition));
      const example = detail(first);
      return [
        {
          subject: `topic ${topic.name}`,
          what:
            `${found.length} of ${topic.partitions.length} partitions ${verb}: ${numbers}` +
            (example === '' ? '' : `; ${topic.name}/${first.partition}: ${example}`),
          commands: commands(topic),
        },
      ];
    });
}

function replicasOf({ assignedReplicas, inSyncReplicas }: Partition): string {
  const missing = assignedReplicas.filter((nodeId) => !inSyncReplicas.includes(nodeId));
  return `on nodes ${assignedReplicas.join(', ')}, not in sync ${missing.join(', ')}`;
}
