import type { ListGroupsResponse } from '@weir/protos';
import { expect, it } from 'vitest';
import { clusterFixture, nodeFixture, statusFixture } from '../../state/cluster.fixture.ts';
import { findProblems, type ProblemSources } from './find-problems.ts';

function textsOf(changes: Partial<ProblemSources['cluster']>, rest: Partial<ProblemSources> = {}) {
  const cluster = { ...clusterFixture, ...changes };
  const problems = findProblems({ cluster, groups: undefined, underMinIsr: undefined, ...rest });
  return problems.map(({ tone, text }) => `${tone}: ${text}`);
}

function group(groupId: string, stuckPartitions: number): ListGroupsResponse['groups'][number] {
  return { groupId, state: 'GROUP_STATE_STABLE', members: 1, stuckPartitions };
}

it('finds nothing in a cluster that is well', () => {
  expect(textsOf({}, { groups: [group('g', 0)], underMinIsr: 0 })).toEqual([]);
});

it('names partitions by what is wrong with them, the worst first', () => {
  const counts = { underReplicatedPartitions: 3, leaderlessPartitions: 1 };
  const texts = textsOf(counts, { underMinIsr: 2 });
  expect(texts.map((text) => text.slice(0, 24))).toEqual([
    ...['bad: 1 partition without', 'bad: 2 partitions below ', 'warn: 3 partitions under'],
  ]);
});

it('says of a dead node that it is dead, and nothing of what it last reported', () => {
  const texts = textsOf({
    nodes: [nodeFixture({ state: 'NODE_STATE_DEAD' })],
    nodeStatuses: [statusFixture({ failedReplicas: 1, freeBytes: 0 })],
  });
  expect(texts).toEqual(['bad: Node 1 does not answer']);
});

it('finds damaged replicas, full disks and nodes that cannot be emptied', () => {
  const status = { failedReplicas: 2, freeBytes: 1, decommissionBlockedReason: 'no room' };
  expect(textsOf({ nodeStatuses: [statusFixture(status)] })).toEqual([
    'bad: Node 1 has set 2 replicas aside',
    'warn: Node 1 has 1 B of disk left',
    'warn: Node 1 cannot be emptied: no room',
  ]);
});

it('finds that no coordinator is there', () => {
  expect(textsOf({ coordinators: [] })[0]).toMatch(/^bad: There is no coordinator/);
});

it('leads to the one group that is stuck, or to all', () => {
  const pathOf = (groups: ListGroupsResponse['groups']) =>
    findProblems({ cluster: clusterFixture, groups, underMinIsr: 0 })[0]?.path;
  expect(pathOf([group('a/b', 1), group('c', 0)])).toBe('/groups/a%2Fb');
  expect(pathOf([group('a', 1), group('c', 2)])).toBe('/groups');
});
