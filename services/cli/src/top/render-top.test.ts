import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderRound, renderTop } from './render-top.ts';
import type { TopView } from './top-model.ts';
import { afterKey, initialTopState, type TopState } from './top-state.ts';

const view: TopView = {
  atMs: Date.UTC(2026, 0, 31, 8),
  clusterId: 'c-1',
  controllerId: 'controller-1',
  totals: {
    ...{ nodes: 2, deadNodes: 1, topics: 40, partitions: 80 },
    ...{ leaderlessPartitions: 0, underReplicatedPartitions: 3 },
    ...{ recordsPerSecond: 1_234.5, inBytesPerSecond: 2_048, outBytesPerSecond: null },
  },
  nodes: [1, 2].map((nodeId) => ({
    ...{ nodeId, state: nodeId === 1 ? 'alive' : 'dead', leaders: 3, replicas: 4 },
    ...{ logBytes: 2 ** 20, freeBytes: 2 ** 30, recordsPerSecond: 5 },
    ...{ inBytesPerSecond: 10, outBytesPerSecond: null },
  })),
  topics: Array.from({ length: 40 }, (_, index) => ({
    ...{ topic: `topic-${index}`, partitions: 2, logBytes: 1_000 - index },
    ...{ recordsPerSecond: index, bytesPerSecond: index === 0 ? null : index * 10 },
  })),
  groups: [
    {
      group: 'slow',
      state: 'stable',
      members: 1,
      lag: 900,
      lagPerSecond: 12.5,
      stuckPartitions: 1,
    },
    { group: 'fast', state: 'stable', members: 2, lag: 0, lagPerSecond: -3, stuckPartitions: 0 },
  ],
};

function rendered(state: Partial<TopState>, columns: number, rows: number, problem?: string) {
  return renderTop(view, { ...initialTopState, ...state }, { columns, rows, problem }).map(
    stripVTControlCharacters,
  );
}

describe('renderTop', () => {
  it.each([
    [20, 5],
    [60, 10],
    [80, 24],
    [100, 30],
    [200, 100],
    [1, 1],
  ])('fits %d by %d characters', (columns, rows) => {
    const lines = rendered({}, columns, rows);
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
  });

  it('shows the cluster, three lists, and what keys do', () => {
    const lines = rendered({}, 100, 40);
    expect(lines.slice(0, 3)).toEqual([
      'Cluster c-1  controller controller-1  2026-01-31T08:00:00.000Z',
      '2 nodes, 1 dead  40 topics  80 partitions, 0 leaderless, 3 under-replicated',
      'in 1235 records/s  2 KiB/s  out -/s',
    ]);
    expect(lines).toContain('1 nodes, 2, by NODE');
    expect(lines).toContain('2 topics, 40, by RECORDS/s');
    expect(lines).toContain('3 groups, 2, by LAG');
    expect(lines.at(-1)).toMatch(/^q quit/);
  });

  it('shows the chosen list alone where there is little room', () => {
    const text = rendered({ pane: 'groups' }, 80, 15).join('\n');
    expect(text).toMatch(/^> 900 +\+12 +1 +1 +stable +slow$/m);
    expect(text).toMatch(/^ {4}0 +-3 +2 +0 +stable +fast$/m);
    expect(text).not.toContain('nodes, 2');
  });

  it('has the busiest topic first, and those of which nothing is known last', () => {
    const lines = rendered({ orders: { nodes: 0, topics: 1, groups: 0 } }, 80, 24);
    expect(lines).toContain('2 topics, 40, by BYTES/s');
    expect(lines.find((line) => line.startsWith('>'))).toMatch(/ topic-39$/);
    const all = rendered({ orders: { nodes: 0, topics: 1, groups: 0 } }, 80, 25 + 40);
    expect(all.findLast((line) => /topic-\d/.test(line))).toMatch(/ topic-0$/);
  });

  it('scrolls so that the row that is pointed at is seen', () => {
    const state = { rows: { nodes: 0, topics: 39, groups: 0 } };
    const lines = rendered(state, 80, 24);
    expect(lines.filter((line) => line.startsWith('>'))).toEqual([
      expect.stringMatching(/ topic-0$/),
    ]);
  });

  it('says in place of the keys what has gone wrong', () => {
    expect(rendered({}, 80, 24, 'UNAVAILABLE: gone').at(-1)).toBe('UNAVAILABLE: gone');
  });
});

describe('renderRound', () => {
  it('has some rows of each list, and how many more there are', () => {
    const lines = stripVTControlCharacters(renderRound(view, 10)).split('\n');
    expect(lines.filter((line) => /topic-\d/.test(line))).toHaveLength(10);
    expect(lines).toContain('and 30 more');
    expect(lines.filter((line) => / (?:slow|fast)$/.test(line))).toHaveLength(2);
  });
});

describe('a state after keys', () => {
  it('stays what it is at the ends of a list', () => {
    const down = afterKey(initialTopState, 'G', 40);
    expect(down.rows.topics).toBe(39);
    expect(afterKey(down, 'j', 40).rows.topics).toBe(39);
    expect(afterKey(initialTopState, 'k', 40).rows.topics).toBe(0);
    expect(afterKey(initialTopState, 'j', 0).rows.topics).toBe(0);
  });
});
