import type { Node, Partition, Topic } from '@weir/client';
import type { Check } from '../check.ts';
import { aliveNodes, type ClusterSnapshot } from '../cluster-snapshot.ts';
import { counted, type Problem, someOf } from '../finding.ts';

/** How much more than the mean a node may have of replicas or leaderships. */
const unevenShare = 1.2;
/** Below that, a difference is nothing. */
const unevenCount = 3;

/** Where replicas and leaderships are. */
export const placementChecks: readonly Check[] = [
  {
    code: 'REPLICAS_ON_ONE_HOST',
    severity: 'warning',
    looksFor: 'partitions whose replicas are all on one host, while there are several',
    why: 'The failure of one machine takes all replicas with it.',
    remedy: 'Balance the cluster: it spreads replicas over hosts.',
    find: (snapshot) => togetherIn(snapshot, 'host', ({ host }) => host),
  },
  {
    code: 'REPLICAS_IN_ONE_RACK',
    severity: 'warning',
    looksFor: 'partitions whose replicas are all in one rack, while there are several',
    why: 'The failure of one rack takes all replicas with it.',
    remedy: 'Balance the cluster: it spreads replicas over racks.',
    find: (snapshot) => togetherIn(snapshot, 'rack', ({ rack }) => rack),
  },
  {
    code: 'PREFERRED_NOT_LEADING',
    severity: 'notice',
    looksFor: 'partitions that another replica leads than the preferred one, which is in sync',
    why: 'Leaders bear the load of readers and writers, and preferred ones are spread evenly.',
    remedy: 'Elect the preferred replicas.',
    find: preferredNotLeading,
  },
  {
    code: 'REPLICAS_UNEVEN',
    severity: 'notice',
    looksFor: 'a node with over 20 % more replicas than the average, or over 20 % fewer',
    why: 'Disks and load fill unevenly; a node that was added gets nothing of what is there.',
    remedy: 'Balance the cluster.',
    find: (snapshot) =>
      uneven(snapshot, 'replica', ({ assignedReplicas }) => assignedReplicas, [
        'weir cluster balance --dry-run',
        'weir cluster balance --wait',
      ]),
  },
  {
    code: 'LEADERS_UNEVEN',
    severity: 'notice',
    looksFor: 'a node that should lead over 20 % more partitions than the average, or fewer',
    why: 'Leaders bear the load of readers and writers.',
    remedy: 'Balance the cluster: it moves preferred leaderships, too.',
    find: (snapshot) =>
      uneven(snapshot, 'preferred leadership', (each) => each.assignedReplicas.slice(0, 1), [
        'weir cluster balance --dry-run',
        'weir cluster balance --wait',
      ]),
  },
];

/** One finding a topic with such partitions. */
function togetherIn(
  { nodes, topics }: ClusterSnapshot,
  noun: string,
  placeOf: (node: Node) => string,
): readonly Problem[] {
  const placeById = new Map(nodes.map((node) => [node.nodeId, placeOf(node)]));
  if (new Set([...placeById.values()].filter((place) => place !== '')).size < 2) return [];
  return topics.flatMap((topic) => {
    const found = topic.partitions.flatMap((partition) => {
      const place = onlyPlaceOf(partition, placeById);
      return place === undefined ? [] : [{ number: partition.partition, place }];
    });
    const [first] = found;
    if (first === undefined) return [];
    return [
      {
        subject: `topic ${topic.name}`,
        what:
          `${found.length} of ${topic.partitions.length} partitions have all replicas in one ${noun}: ` +
          `${someOf(found.map(({ number }) => number))}; ${topic.name}/${first.number} in ${first.place}`,
        commands: ['weir cluster balance --dry-run'],
      },
    ];
  });
}

/** The place that all replicas share; undefined when there are several, or one replica alone. */
function onlyPlaceOf(
  { assignedReplicas }: Partition,
  placeById: ReadonlyMap<number, string>,
): string | undefined {
  if (assignedReplicas.length < 2) return undefined;
  const [place, ...others] = new Set(assignedReplicas.map((id) => placeById.get(id) ?? ''));
  return others.length === 0 && place !== '' ? place : undefined;
}

function preferredNotLeading(snapshot: ClusterSnapshot): readonly Problem[] {
  const able = new Set(
    aliveNodes(snapshot)
      .map(({ nodeId }) => nodeId)
      .filter((nodeId) => snapshot.statuses.get(nodeId)?.draining !== true),
  );
  const isMeant = ({ leader, assignedReplicas, inSyncReplicas }: Partition): boolean => {
    const [preferred] = assignedReplicas;
    if (leader === undefined || preferred === undefined || leader === preferred) return false;
    return able.has(preferred) && inSyncReplicas.includes(preferred);
  };
  const topics = snapshot.topics
    .map((topic) => ({ topic, count: topic.partitions.filter(isMeant).length }))
    .filter(({ count }) => count > 0);
  const total = topics.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return [];
  return [
    {
      subject: 'cluster',
      what:
        `${counted(total, 'partition')} of ${someOf(topics.map(({ topic }) => topic.name))} ` +
        `${total === 1 ? 'is' : 'are'} not led by the preferred replica, which could lead`,
      commands: ['weir partition elect'],
    },
  ];
}

function uneven(
  snapshot: ClusterSnapshot,
  noun: string,
  holdersOf: (partition: Topic['partitions'][number]) => readonly number[],
  commands: readonly string[],
): readonly Problem[] {
  const nodes = aliveNodes(snapshot).filter(
    ({ nodeId }) => snapshot.statuses.get(nodeId)?.decommissioning !== true,
  );
  if (nodes.length < 2) return [];
  const counts = new Map(nodes.map(({ nodeId }) => [nodeId, 0]));
  for (const { partitions } of snapshot.topics) {
    for (const nodeId of partitions.flatMap(holdersOf)) {
      const count = counts.get(nodeId);
      if (count !== undefined) counts.set(nodeId, count + 1);
    }
  }
  const sorted = [...counts].toSorted((left, right) => left[1] - right[1]);
  const mean = sorted.reduce((sum, [, count]) => sum + count, 0) / sorted.length;
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined || most[1] - least[1] < unevenCount) return [];
  if (most[1] <= mean * unevenShare && least[1] >= mean / unevenShare) return [];
  return [
    {
      subject: 'cluster',
      what:
        `Node ${most[0]} has ${counted(most[1], noun)}, node ${least[0]} has ${least[1]}; ` +
        `the average is ${mean.toFixed(1)}`,
      commands,
    },
  ];
}
