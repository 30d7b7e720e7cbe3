import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  healthySnapshot,
  partitionOf,
  statusOf,
  topicOf,
} from '../doctor/healthy-snapshot.fixture.ts';
import { formatNode, replicasOf } from './describe-node.ts';
import { leadershipsOf } from './drain-node.ts';

const nodes = [...healthySnapshot.nodes];
const topics = [
  topicOf('orders', {
    partitions: [
      partitionOf(0, [1, 2, 3]),
      partitionOf(1, [1, 2, 3], { inSyncReplicas: [1] }),
      partitionOf(2, [2, 1, 3], { leader: 3, inSyncReplicas: [2, 3] }),
    ],
  }),
];

describe('leadershipsOf', () => {
  it('counts what a node leads, and what no other could lead', () => {
    expect(leadershipsOf({ topics, nodes }, 1)).toEqual({ led: 2, stuck: 1 });
    expect(leadershipsOf({ topics, nodes }, 2)).toEqual({ led: 0, stuck: 0 });
  });

  it('takes only nodes that are alive for successors', () => {
    const dead = nodes.map((node) =>
      node.nodeId === 1 ? node : { ...node, state: 'NODE_STATE_DEAD' as const },
    );
    expect(leadershipsOf({ topics, nodes: dead }, 1)).toEqual({ led: 2, stuck: 2 });
  });
});

describe('replicasOf and formatNode', () => {
  it('tell what a node has, and what is not in sync on it', () => {
    const replicas = replicasOf({ topics }, 1);
    expect(replicas).toEqual({
      ...{ replicas: 3, leaders: 2, preferredLeaders: 2, outOfSync: ['orders/2'] },
    });
    const [node] = nodes;
    if (node === undefined) throw new Error('The fixture has no node');
    const status = statusOf(1, { draining: true, decommissionBlockedReason: 'no other node' });
    const text = stripVTControlCharacters(formatNode(node, status, replicas));
    expect(text).toMatch(/^State {9}alive, drained$/m);
    expect(text).toMatch(/^Blocked {7}no other node$/m);
    expect(text).toMatch(/^Replicas {6}3 assigned, 1 not in sync$/m);
    expect(text).toMatch(/^Not in sync {3}orders\/2$/m);
    expect(formatNode(node, undefined, replicas)).not.toContain('Version');
  });
});
