import type { DescribeClusterResponse } from '@weir/client';
import { expect, it } from 'vitest';
import { formatNodes } from './cluster-text.ts';

type Nodes = Pick<DescribeClusterResponse, 'nodes' | 'nodeStatuses'>;

function node(nodeId: number): Nodes['nodes'][number] {
  const address = `127.0.0.1:740${nodeId}`;
  return {
    nodeId,
    address,
    host: 'h',
    rack: '',
    externalAddress: '',
    nodeEpoch: 1,
    state: 'NODE_STATE_ALIVE',
  };
}

function status(nodeId: number, reason: string): Nodes['nodeStatuses'][number] {
  return {
    ...{ nodeId, replicas: 4, leaders: 1, logBytes: 2 ** 20, freeBytes: 0, failedReplicas: 0 },
    ...{ version: '', assignedReplicas: 4, decommissioning: reason !== '' },
    decommissionBlockedReason: reason,
    ...{ draining: false, appendedRecords: 0, appendedBytes: 0, sentBytes: 0 },
    ...{ startedAtMs: 0, reportedAtMs: 0 },
  };
}

it('lists nodes in order, and why one cannot be emptied', () => {
  const text = formatNodes({
    nodes: [node(2), node(1)],
    nodeStatuses: [status(2, ''), status(1, 'add a node')],
  });
  const [, first = '', second = '', ...rest] = text.split('\n');
  expect(first).toMatch(/^1 {5}127.0.0.1:7401 {2}decommissioning/);
  expect(second).toMatch(/^2 {5}127.0.0.1:7402 {2}alive/);
  expect(rest).toEqual(['Node 1: add a node']);
});

it('shows external addresses where a node has one', () => {
  const nodes = [{ ...node(1), externalAddress: 'weir.example.com:9001' }, node(2)];
  const [header = '', first = '', second = ''] = formatNodes({ nodes, nodeStatuses: [] }).split(
    '\n',
  );
  expect(header).toMatch(/^NODE {2}ADDRESS +EXTERNAL +STATE/);
  expect(first).toMatch(/^1 +127.0.0.1:7401 {2}weir.example.com:9001 {2}alive/);
  expect(second).toMatch(/^2 +127.0.0.1:7402 {2}- +alive/);
});
