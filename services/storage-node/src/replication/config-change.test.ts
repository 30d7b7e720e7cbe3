import { type NodeId, WeirError } from '@weir/core';
import { describe, expect, it } from 'vitest';

import { ModelCluster } from '../../test/model-cluster.ts';
import type { ModelReplica } from '../../test/model-replica.ts';
import type { ReplicaSet } from './replica-config.ts';

function set(replicas: number[], minInsyncReplicas: number): ReplicaSet {
  return { replicas: replicas as NodeId[], minInsyncReplicas };
}

const old = set([1, 2, 3], 2);

function nodes(...nodeIds: number[]): ModelCluster {
  const cluster = new ModelCluster(nodeIds.map((nodeId) => ({ nodeId, isClean: nodeId <= 3 })));
  cluster.elect(1, 1, nodeIds);
  return cluster;
}

function change(node: ModelReplica, target: ReplicaSet, epoch = 1): void {
  node.run((replica) => replica.changeConfig(900, epoch as never, target));
}

describe('a change of R or m (8)', () => {
  it('is a joint record, and a final one once the joint one is committed', () => {
    const cluster = nodes(1, 2, 3);
    const [leader, second, third] = cluster.replicas as [ModelReplica, ModelReplica, ModelReplica];
    second.holdsSyncs = true;
    third.holdsSyncs = true;
    change(leader, set([1, 2, 3], 1));
    cluster.settle();
    expect(leader.replica.state.config.sets).toEqual([old, set([1, 2, 3], 1)]);
    second.holdsSyncs = false;
    third.holdsSyncs = false;
    second.sync();
    third.sync();
    cluster.settle();
    expect(leader.replica.state.config.sets).toEqual([set([1, 2, 3], 1)]);
    expect(second.replica.state.config.sets).toEqual([set([1, 2, 3], 1)]);
    expect(leader.replica.state.highWatermark).toBe(2);
    expect(leader.answers.at(-1)).toBeUndefined();
  });

  it('needs m of R and m of R’ to commit the joint record (8.2, 8.3)', () => {
    const cluster = nodes(1, 2, 3, 4, 5);
    const leader = cluster.node(1);
    cluster.node(4).holdsSyncs = true;
    cluster.node(5).holdsSyncs = true;
    change(leader, set([1, 4, 5], 2));
    cluster.settle();
    expect(leader.replica.state.config.sets).toHaveLength(2);
    expect(leader.replica.state.highWatermark).toBe(0);
    cluster.node(4).holdsSyncs = false;
    cluster.node(5).holdsSyncs = false;
    cluster.node(4).sync();
    cluster.node(5).sync();
    cluster.settle();
    expect(leader.replica.state.config.sets).toEqual([set([1, 4, 5], 2)]);
    expect([...(leader.replica.serving?.inSyncReplicas ?? [])]).toEqual([1, 4, 5]);
  });

  it('waits until new members have caught up', () => {
    const cluster = nodes(1, 2, 3, 4);
    cluster.isolate(4);
    change(cluster.node(1), set([1, 2, 4], 2));
    cluster.settle();
    expect(cluster.node(1).replica.state.config.sets).toEqual([old]);
    cluster.heal(4);
    expect(cluster.node(1).replica.state.config.sets).toEqual([set([1, 2, 4], 2)]);
  });

  it('starts no other before it is done', () => {
    const cluster = nodes(1, 2, 3);
    for (const nodeId of [2, 3]) cluster.node(nodeId).holdsSyncs = true;
    change(cluster.node(1), set([1, 2, 3], 1));
    change(cluster.node(1), set([1, 2, 3], 3));
    expect(cluster.node(1).answers.at(-1)?.code).toBe('REASSIGNMENT_IN_PROGRESS');
  });

  it('is finished by the next leader', () => {
    const cluster = nodes(1, 2, 3);
    for (const nodeId of [2, 3]) cluster.node(nodeId).holdsSyncs = true;
    change(cluster.node(1), set([1, 2, 3], 3));
    cluster.settle();
    cluster.isolate(1);
    for (const nodeId of [2, 3]) cluster.node(nodeId).holdsSyncs = false;
    cluster.elect(2, 2, [2, 3]);
    expect(cluster.node(2).replica.state.config.sets).toHaveLength(2);
    cluster.heal(1);
    cluster.announce(2, 2, [1]);
    expect(cluster.node(2).replica.state.config.sets).toEqual([set([1, 2, 3], 3)]);
  });

  it('is cut with the log when its record is (8.1)', () => {
    const cluster = nodes(1, 2, 3);
    cluster.isolate(1);
    change(cluster.node(1), set([1, 2, 3], 1));
    expect(cluster.node(1).replica.state.config.sets).toHaveLength(2);
    cluster.elect(2, 2, [2, 3]);
    cluster.heal(1);
    cluster.announce(2, 2, [1]);
    expect(cluster.node(1).replica.state.config.sets).toEqual([old]);
    expect(cluster.node(1).durable.configs.entries).toHaveLength(1);
  });

  it('keeps the offset of its record while its metadata is written', () => {
    const cluster = nodes(1, 2, 3);
    const leader = cluster.node(1);
    leader.holdsDisk = true;
    change(leader, set([1, 2, 3], 1));
    expect(leader.diskWork?.kind).toBe('saveConfigs');
    expect(leader.append('a')).toBe(false);
    leader.holdsDisk = false;
    leader.finishDisk();
    cluster.settle();
    expect(leader.append('a')).toBe(true);
    expect(leader.replica.state.configs.entries.map(({ offset }) => offset)).toEqual([-1, 0, 1]);
  });

  it('leaves no metadata behind when its record is refused', () => {
    const cluster = nodes(1, 2, 3);
    const leader = cluster.node(1);
    leader.holdsDisk = true;
    change(leader, set([1, 2, 3], 1));
    leader.holdsDisk = false;
    leader.refusesControl = true;
    leader.finishDisk();
    expect(leader.answers.at(-1)?.code).toBe('STORAGE_FULL');
    expect(leader.durable.configs.entries).toHaveLength(1);
    expect(leader.append('a')).toBe(true);
  });

  it('gives the leadership up when that cannot be made durable', () => {
    const cluster = nodes(1, 2, 3);
    const leader = cluster.node(1);
    leader.holdsDisk = true;
    change(leader, set([1, 2, 3], 1));
    leader.failDisk(new WeirError('STORAGE_ERROR', 'Disk failed'));
    expect(leader.replica.serving).toBeUndefined();
    expect(leader.answers.at(-1)?.code).toBe('STORAGE_ERROR');
  });

  it('is done at once when nothing changes', () => {
    const cluster = nodes(1, 2, 3);
    change(cluster.node(1), old);
    expect(cluster.node(1).answers.at(-1)).toBeUndefined();
    expect(cluster.node(1).log.content).toEqual([]);
  });

  it('is refused where the replica does not lead the epoch', () => {
    const cluster = nodes(1, 2, 3);
    change(cluster.node(2), old);
    expect(cluster.node(2).answers.at(-1)?.code).toBe('NOT_LEADER_OR_FOLLOWER');
    change(cluster.node(1), old, 7);
    expect(cluster.node(1).answers.at(-1)?.code).toBe('NOT_LEADER_OR_FOLLOWER');
  });
});
