import {
  type Admin,
  type ElectionRequest,
  type Partition,
  type Topic,
  WeirError,
} from '@weir/client';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { type Column, rowTable } from '../result/list-result.ts';

/** An election that would be held. */
interface PlannedElection {
  readonly topic: string;
  readonly partition: number;
  /** Null where there is none. */
  readonly leader: number | null;
  /** Who should lead. */
  readonly preferred: number | null;
  readonly inSyncReplicas: readonly number[];
}

/** Topics are described in groups of so many. */
const topicsAtOnce = 16;

const columns: readonly Column<PlannedElection>[] = [
  { title: 'PARTITION', cell: ({ topic, partition }) => `${topic}/${partition}` },
  { title: 'LEADER', cell: ({ leader }) => `${leader ?? 'none'}` },
  { title: 'PREFERRED', cell: ({ preferred }) => `${preferred ?? '-'}` },
  { title: 'IN SYNC', cell: ({ inSyncReplicas }) => inSyncReplicas.join(',') },
];

/** The elections of a request that are needed: where another than the preferred replica leads, or nobody. */
export async function planElections(
  admin: Admin,
  request: ElectionRequest,
): Promise<CommandResult> {
  const planned: PlannedElection[] = [];
  for await (const election of candidates(admin, request)) {
    if (isNeeded(election, request.type)) planned.push(election);
  }
  return {
    data: { planned, dryRun: true },
    text: planned.length === 0 ? 'No election is needed' : rowTable(planned, columns),
    items: planned,
    names: planned.map(({ topic, partition }) => `${topic}/${partition}`),
    notes: [dryRunNote],
  };
}

async function* candidates(
  admin: Admin,
  { partitions = [] }: ElectionRequest,
): AsyncGenerator<PlannedElection> {
  for (const { topic: name, partition: number } of partitions) {
    const { topic } = await admin.describeTopic(name);
    const found = topic.partitions.find(({ partition }) => partition === number);
    if (found === undefined) {
      throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `Topic ${name} has no partition ${number}`);
    }
    yield toPlanned(topic, found);
  }
  if (partitions.length > 0) return;
  const topics = await admin.listTopics({ includeInternal: true });
  for (let from = 0; from < topics.length; from += topicsAtOnce) {
    const some = topics.slice(from, from + topicsAtOnce);
    const described = await Promise.all(some.map(({ name }) => admin.describeTopic(name)));
    for (const { topic } of described) {
      for (const partition of topic.partitions) yield toPlanned(topic, partition);
    }
  }
}

function toPlanned({ name }: Topic, partition: Partition): PlannedElection {
  const { leader, assignedReplicas, inSyncReplicas } = partition;
  return {
    topic: name,
    partition: partition.partition,
    leader: leader ?? null,
    preferred: assignedReplicas[0] ?? null,
    inSyncReplicas,
  };
}

/** An unclean one is for partitions without a leader. */
function isNeeded(election: PlannedElection, type: ElectionRequest['type']): boolean {
  const { leader, preferred } = election;
  return type === 'unclean' ? leader === null : leader !== preferred;
}
