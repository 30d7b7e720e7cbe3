import { expect, it } from 'vitest';
import { nodeFixture, statusFixture } from '../../state/cluster.fixture.ts';
import { diskShare } from './disk-share.ts';
import { nodeRows } from './node-row.ts';
import { nodeState } from './node-state.ts';

it('puts nodes in order of their ids, with what each reported', () => {
  const nodes = [nodeFixture({ nodeId: 10 }), nodeFixture({ nodeId: 2 })];
  const rows = nodeRows({ nodes, nodeStatuses: [statusFixture({ nodeId: 2 })] }, undefined);
  expect(rows.map(({ node, status }) => [node.nodeId, status?.nodeId])).toEqual([
    ...[
      [2, 2],
      [10, undefined],
    ],
  ]);
});

it('takes no figures from what the cluster knows of a node that has not reported yet', () => {
  const nodeStatuses = [statusFixture({ reportedAtMs: 0, draining: true })];
  const [row] = nodeRows({ nodes: [nodeFixture()], nodeStatuses }, undefined);
  expect(row?.report).toBeUndefined();
  expect(row?.state.text).toBe('drained');
});

it('has no rates of a dead node, whose counters stand still', () => {
  const rates = { recordsIn: 1, bytesIn: 1, bytesOut: 1 };
  const point = { atMs: 1, total: rates, byNode: new Map([[1, rates]]) };
  const dead = { nodes: [nodeFixture({ state: 'NODE_STATE_DEAD' })], nodeStatuses: [] };
  expect(nodeRows(dead, point)[0]?.rates).toBeUndefined();
});

it('says what matters most of a node', () => {
  const textOf = (
    state: 'NODE_STATE_ALIVE' | 'NODE_STATE_DEAD' | 'NODE_STATE_STOPPING',
    changes = {},
  ) => nodeState({ state }, statusFixture(changes)).text;
  expect(textOf('NODE_STATE_ALIVE')).toBe('alive');
  expect(textOf('NODE_STATE_STOPPING')).toBe('stopping');
  expect(textOf('NODE_STATE_ALIVE', { failedReplicas: 1 })).toBe('damaged');
  expect(textOf('NODE_STATE_ALIVE', { draining: true })).toBe('drained');
  expect(textOf('NODE_STATE_ALIVE', { draining: true, decommissioning: true })).toBe(
    'decommissioning',
  );
  expect(textOf('NODE_STATE_DEAD', { draining: true })).toBe('down');
});

it('warns of a disk that fills up', () => {
  const toneOf = (logBytes: number, freeBytes: number) => diskShare({ logBytes, freeBytes })?.tone;
  expect([toneOf(50, 50), toneOf(90, 10), toneOf(97, 3)]).toEqual(['good', 'warn', 'bad']);
  expect(toneOf(0, 0)).toBeUndefined();
});
