import type { DescribeClusterResponse, ListGroupsResponse } from '@weir/protos';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatCounted } from '../../format/format-count.ts';
import { diskShare } from '../nodes/disk-share.ts';

/** Something that is not as it should be, in words. */
export interface Problem {
  readonly tone: 'bad' | 'warn';
  readonly text: string;
  /** What to do about it. */
  readonly advice: string;
  /** Page with more. */
  readonly path: string;
}

/** What problems are found in; what is not known yet is absent. */
export interface ProblemSources {
  readonly cluster: DescribeClusterResponse;
  readonly groups: ListGroupsResponse['groups'] | undefined;
  readonly underMinIsr: number | undefined;
}

/** Everything that is wrong, the worst first. */
export function findProblems(sources: ProblemSources): readonly Problem[] {
  const all = [
    ...partitionProblems(sources),
    ...sources.cluster.nodes.flatMap((node) => [...nodeProblems(node, sources.cluster)]),
    ...coordinatorProblems(sources.cluster),
    ...groupProblems(sources.groups ?? []),
  ];
  return all.toSorted(
    (left, right) => Number(left.tone === 'warn') - Number(right.tone === 'warn'),
  );
}

function* partitionProblems({ cluster, underMinIsr = 0 }: ProblemSources): Iterable<Problem> {
  const { leaderlessPartitions: leaderless, underReplicatedPartitions: behind } = cluster;
  if (leaderless > 0) {
    yield {
      tone: 'bad',
      text: `${formatCounted(leaderless, 'partition')} without a leader: nobody can read or write there`,
      advice: 'The list says why. Bring back a node that has an in-sync replica.',
      path: '/partitions?show=leaderless',
    };
  }
  if (underMinIsr > 0) {
    yield {
      tone: 'bad',
      text: `${formatCounted(underMinIsr, 'partition')} below min.insync.replicas: writers with acks=all are refused`,
      advice: 'Bring back the nodes that are down, or move the replicas to others.',
      path: '/partitions?show=under-min-isr',
    };
  }
  if (behind > 0) {
    yield {
      tone: 'warn',
      text: `${formatCounted(behind, 'partition')} under-replicated`,
      advice:
        'Replicas that are behind catch up by themselves; those of a dead node come back with it.',
      path: '/partitions?show=under-replicated',
    };
  }
}

function* nodeProblems(
  { nodeId, state }: DescribeClusterResponse['nodes'][number],
  { nodeStatuses }: DescribeClusterResponse,
): Iterable<Problem> {
  const path = `/nodes/${nodeId}`;
  const status = nodeStatuses.find((each) => each.nodeId === nodeId);
  if (state === 'NODE_STATE_DEAD') {
    const advice = 'Start it again. If it is gone for good, decommission it, then remove it.';
    yield { tone: 'bad', text: `Node ${nodeId} does not answer`, advice, path };
    return;
  }
  if (status === undefined) return;
  if (status.failedReplicas > 0) {
    const text = `Node ${nodeId} has set ${formatCounted(status.failedReplicas, 'replica')} aside`;
    yield { tone: 'bad', text, advice: 'Its log says why: look at its disk.', path };
  }
  const disk = diskShare(status);
  if (disk !== undefined && disk.tone !== 'good') {
    const text = `Node ${nodeId} has ${formatBytes(status.freeBytes)} of disk left`;
    const advice = 'Shorten the retention of large topics, give it a larger disk, or add nodes.';
    yield { tone: disk.tone, text, advice, path };
  }
  if (status.decommissionBlockedReason !== '') {
    const text = `Node ${nodeId} cannot be emptied: ${status.decommissionBlockedReason}`;
    yield { tone: 'warn', text, advice: 'Add a node that can take the replicas.', path };
  }
}

function* coordinatorProblems({ coordinators }: DescribeClusterResponse): Iterable<Problem> {
  if (coordinators.length > 0) return;
  yield {
    tone: 'bad',
    text: 'There is no coordinator: consumer groups cannot join or commit',
    advice: 'Start a coordinator, and see its log.',
    path: '/groups',
  };
}

function* groupProblems(groups: ListGroupsResponse['groups']): Iterable<Problem> {
  const stuck = groups.filter(({ stuckPartitions }) => stuckPartitions > 0);
  const [first] = stuck;
  if (first === undefined) return;
  const advice = 'Their members are there and take nothing: see what they hang on.';
  yield stuck.length === 1
    ? {
        ...{ tone: 'warn', advice, path: `/groups/${encodeURIComponent(first.groupId)}` },
        text: `Group ${first.groupId} is stuck in ${formatCounted(first.stuckPartitions, 'partition')}`,
      }
    : {
        ...{ tone: 'warn', advice, path: '/groups' },
        text: `${formatCounted(stuck.length, 'group')} are stuck`,
      };
}
