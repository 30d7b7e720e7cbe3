import type { NodeStatus } from '@weir/protos';
import { expect, it } from 'vitest';
import { ThroughputHistory } from './throughput.ts';

function status(nodeId: number, atMs: number, records: number): NodeStatus {
  const counters = {
    appendedRecords: records,
    appendedBytes: records * 10,
    sentBytes: records * 5,
  };
  const rest = {
    replicas: 0,
    leaders: 0,
    logBytes: 0,
    freeBytes: 0,
    failedReplicas: 0,
    version: '',
  };
  const flags = { decommissioning: false, draining: false, decommissionBlockedReason: '' };
  return {
    ...{ nodeId, ...counters, ...rest, ...flags, assignedReplicas: 0 },
    ...{ startedAtMs: 1, reportedAtMs: atMs },
  };
}

it('sums up the rates of the nodes', () => {
  const history = new ThroughputHistory(10);
  history.add(1, [status(1, 1_000, 0), status(2, 1_000, 0)]);
  history.add(2, [status(1, 2_000, 100), status(2, 3_000, 100)]);
  expect(history.points.map(({ total }) => total)).toEqual([
    { recordsIn: undefined, bytesIn: undefined, bytesOut: undefined },
    { recordsIn: 150, bytesIn: 1_500, bytesOut: 750 },
  ]);
  expect(history.points[1]?.byNode.get(2)).toEqual({ recordsIn: 50, bytesIn: 500, bytesOut: 250 });
});

it('leaves a node out that was started anew, and goes on with the others', () => {
  const history = new ThroughputHistory(10);
  history.add(1, [status(1, 1_000, 500), status(2, 1_000, 0)]);
  history.add(2, [status(1, 2_000, 3), status(2, 2_000, 40)]);
  expect(history.points[1]?.total.recordsIn).toBe(40);
});

it('waits for two reports of a node that had not reported', () => {
  const history = new ThroughputHistory(3);
  history.add(1, [status(1, 0, 0)]);
  history.add(2, [status(1, 2_000, 40)]);
  history.add(3, [status(1, 3_000, 50)]);
  expect(history.points.map(({ total }) => total.recordsIn)).toEqual([undefined, undefined, 10]);
});

it('forgets the oldest points', () => {
  const history = new ThroughputHistory(2);
  for (const atMs of [1, 2, 3]) history.add(atMs, []);
  expect(history.points.map(({ atMs }) => atMs)).toEqual([2, 3]);
});

it('forgets everything when it is told to', () => {
  const history = new ThroughputHistory(2);
  history.add(1, [status(1, 1_000, 0)]);
  history.clear();
  history.add(2, [status(1, 2_000, 10)]);
  expect(history.points.map(({ total }) => total.recordsIn)).toEqual([undefined]);
});
