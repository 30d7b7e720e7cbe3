import { type Offset, WeirError } from '@weir/core';
import { describe, expect, it } from 'vitest';

import { ModelCluster } from '../../test/model-cluster.ts';
import { countOf, entry, ModelReplica, toVote } from '../../test/model-replica.ts';

function threeNodes(options: { commitPolicy?: 'in-sync' | 'quorum' } = {}): ModelCluster {
  return new ModelCluster([1, 2, 3].map((nodeId) => ({ nodeId, settings: options })));
}

describe('the start of a leader (3.1, 3.2)', () => {
  it('needs the vote for this very proposal', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.leaderAndIsr(2, 1);
    expect(node.replica.serving).toBeUndefined();
    expect(node.answers.at(-1)?.code).toBe('FENCED_LEADER_EPOCH');
  });

  it('is refused to another incarnation than the one that promised', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.promise(2);
    node.restart('process');
    node.leaderAndIsr(2, 1, { incarnation: '1/1' });
    expect(node.replica.serving).toBeUndefined();
    expect(node.answers.at(-1)?.code).toBe('FENCED_LEADER_EPOCH');
  });

  it('happens once in an epoch, however often it is told', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.promise(2);
    node.leaderAndIsr(2, 1);
    node.leaderAndIsr(2, 1);
    expect(countOf(node, 'ledNow')).toBe(1);
    expect(node.durable.epochs).toEqual([entry(2, 0)]);
  });

  it('makes (e, log end) durable and clears the unclean flag before it serves', () => {
    const node = new ModelReplica({
      nodeId: 1,
      isClean: false,
      records: ['1:a'],
      epochs: [entry(1, 0)],
    });
    node.promise(2);
    node.holdsDisk = true;
    node.leaderAndIsr(2, 1);
    expect(node.diskWork).toEqual({ kind: 'appendEpoch', entry: entry(2, 1) });
    node.finishDisk();
    expect(node.replica.serving).toBeUndefined();
    expect(node.diskWork).toEqual({ kind: 'saveClean', isClean: true });
    node.finishDisk();
    expect(node.replica.serving?.startOffset).toBe(1);
  });

  it('is given up when the disk does not take the epoch', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.promise(2);
    node.holdsDisk = true;
    node.leaderAndIsr(2, 1);
    node.failDisk(new WeirError('STORAGE_ERROR', 'Disk failed'));
    expect(node.replica.serving).toBeUndefined();
    expect(node.diskWork).toBeUndefined();
    expect(node.answers.at(-1)?.code).toBe('STORAGE_ERROR');
  });

  it('counts itself in mode D only once everything below s(e) is synced', () => {
    const node = new ModelReplica({
      nodeId: 1,
      sets: [{ replicas: [1 as never], minInsyncReplicas: 1 }],
    });
    node.promise(1);
    node.leaderAndIsr(1, 1);
    node.holdsSyncs = true;
    node.append('a');
    expect(node.replica.state.highWatermark).toBe(0);
    node.promise(2);
    node.leaderAndIsr(2, 1);
    expect(node.kinds).toContain('requestFlush');
    expect(node.replica.serving?.countedEnd(node.nodeId)).toBe(-1);
    node.sync();
    expect(node.replica.serving?.countedEnd(node.nodeId)).toBe(1);
    expect(node.replica.state.highWatermark).toBe(1);
  });

  it('does not know the latest offset before its high watermark reaches s(e) (3.4)', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    cluster.isolate(3);
    cluster.node(2).holdsSyncs = true;
    cluster.node(1).append('a', 'b');
    cluster.settle();
    cluster.isolate(1);
    cluster.node(2).promise(2);
    cluster.node(2).leaderAndIsr(2, 2, { inSync: [2, 3] });
    expect(cluster.node(2).replica.serving?.knowsHighWatermark).toBe(false);
    cluster.heal(3);
    cluster.node(3).promise(2);
    cluster.node(3).leaderAndIsr(2, 2, { incarnation: cluster.node(2).incarnation });
    cluster.node(2).sync();
    cluster.settle();
    expect(cluster.node(2).replica.serving?.knowsHighWatermark).toBe(true);
    expect(cluster.node(2).replica.state.highWatermark).toBe(2);
  });
});

describe('a join at the leader', () => {
  it('is refused for another epoch or proposal', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.promise(2);
    node.leaderAndIsr(2, 1);
    const join = (epoch: number, proposalId: string) => () =>
      node.replica.join(2 as never, 1, toVote(epoch, proposalId), 0);
    expect(join(1, 'p1')).toThrow('older');
    expect(join(3, 'p3')).toThrow('does not lead');
    expect(join(2, 'other')).toThrow('another proposal');
    expect(join(2, 'p2')).not.toThrow();
  });
});

describe('commit (5)', () => {
  it('answers when all in-sync replicas have it', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    cluster.node(3).holdsSyncs = true;
    cluster.node(1).append('a');
    cluster.settle();
    expect(cluster.node(1).replica.state.highWatermark).toBe(0);
    cluster.node(3).sync();
    expect(cluster.node(1).replica.state.highWatermark).toBe(1);
  });

  it('answers under commit.policy=quorum when any m have it', () => {
    const cluster = threeNodes({ commitPolicy: 'quorum' });
    cluster.elect(1, 1, [1, 2, 3]);
    cluster.node(3).holdsSyncs = true;
    cluster.node(1).append('a');
    cluster.settle();
    expect(cluster.node(1).replica.state.highWatermark).toBe(1);
  });

  it('does not happen below m, and the high watermark stays (5.4)', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    cluster.node(1).append('a');
    cluster.settle();
    cluster.isolate(2);
    cluster.isolate(3);
    cluster.node(1).append('b');
    cluster.settle();
    cluster.node(1).run((replica) => replica.tick(1000));
    const leader = cluster.node(1).replica;
    expect(leader.state.highWatermark).toBe(1);
    expect(leader.serving?.hasEnoughReplicas()).toBe(false);
  });

  it('counts records of older epochs by the same rule (5.2)', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    cluster.isolate(3);
    cluster.isolate(2);
    cluster.node(1).append('a');
    cluster.heal(2);
    cluster.heal(3);
    cluster.elect(2, 1, [1, 2, 3]);
    expect(cluster.node(1).replica.state.highWatermark).toBe(1);
  });

  it('does not count a follower before it reached the start of the epoch (4.6)', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    const leader = cluster.node(1);
    leader.run((replica) => replica.left(2 as never, 1));
    leader.run((replica) => replica.join(2 as never, 77, toVote(1), 0));
    const ack = (logEndOffset: number, lastEpoch: number): void => {
      leader.run((replica) =>
        replica.acknowledge(2 as never, 77, { logEndOffset: logEndOffset as Offset, lastEpoch }, 0),
      );
    };
    leader.append('a');
    ack(1, 0);
    expect(leader.replica.serving?.countedEnd(2 as never)).toBe(-1);
    ack(1, 1);
    expect(leader.replica.serving?.countedEnd(2 as never)).toBe(1);
  });

  it('ignores acknowledgements of a session that was replaced', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.promise(1);
    node.leaderAndIsr(1, 1);
    node.run((replica) => replica.join(2 as never, 1, toVote(1), 0));
    node.run((replica) => replica.join(2 as never, 2, toVote(1), 0));
    const ack = { logEndOffset: 0 as Offset, lastEpoch: 1 };
    node.run((replica) => replica.acknowledge(2 as never, 1, ack, 0));
    expect(node.replica.serving?.inSyncReplicas.has(2 as never)).toBe(false);
    node.run((replica) => replica.acknowledge(2 as never, 2, ack, 0));
    expect(node.replica.serving?.inSyncReplicas.has(2 as never)).toBe(true);
  });
});

describe('the in-sync set', () => {
  it('loses a follower at once when its session ends', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    const leader = cluster.node(1).replica;
    expect([...(leader.serving?.inSyncReplicas ?? [])]).toEqual([1, 2, 3]);
    cluster.isolate(3);
    expect([...(leader.serving?.inSyncReplicas ?? [])]).toEqual([1, 2]);
    cluster.node(1).append('a');
    cluster.settle();
    expect(leader.state.highWatermark).toBe(1);
  });

  it('loses a follower that lags too long, and commits go on', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    cluster.node(3).holdsSyncs = true;
    cluster.node(1).append('a');
    cluster.settle();
    const leader = cluster.node(1);
    leader.run((replica) => replica.tick(1000));
    expect(leader.replica.serving?.inSyncReplicas.size).toBe(3);
    leader.run((replica) => replica.tick(1001));
    expect([...(leader.replica.serving?.inSyncReplicas ?? [])]).toEqual([1, 2]);
    expect(leader.replica.state.highWatermark).toBe(1);
  });

  it('keeps an idle follower that holds everything', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    cluster.node(1).append('a');
    cluster.settle();
    cluster.node(1).run((replica) => replica.tick(1_000_000));
    expect(cluster.node(1).replica.serving?.inSyncReplicas.size).toBe(3);
  });

  it('gives a follower that was idle for long its time when there is something to copy', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    const leader = cluster.node(1);
    leader.run((replica) => replica.tick(1_000_000));
    cluster.nowMs = 1_000_050;
    cluster.node(3).holdsSyncs = true;
    leader.append('a');
    cluster.settle();
    leader.run((replica) => replica.tick(1_000_900));
    expect(leader.replica.serving?.inSyncReplicas.size).toBe(3);
    leader.run((replica) => replica.tick(1_001_100));
    expect([...(leader.replica.serving?.inSyncReplicas ?? [])]).toEqual([1, 2]);
  });

  it('needs no ticks once nobody is expected, until a follower in sync does not hold everything', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    const leader = cluster.node(1);
    expect(leader.replica.isQuiet).toBe(false);
    leader.run((replica) => replica.tick(1000));
    expect(leader.replica.isQuiet).toBe(true);
    cluster.node(3).holdsSyncs = true;
    leader.append('a');
    cluster.settle();
    expect(leader.replica.isQuiet).toBe(false);
    cluster.node(3).sync();
    expect(leader.replica.isQuiet).toBe(true);
  });

  it('takes a follower back at the high watermark and the start of the epoch (7.5)', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    cluster.isolate(3);
    cluster.node(1).append('a', 'b');
    cluster.settle();
    cluster.node(3).holdsSyncs = true;
    cluster.heal(3);
    expect(cluster.node(1).replica.serving?.inSyncReplicas.has(3 as never)).toBe(false);
    cluster.node(3).sync();
    expect(cluster.node(1).replica.serving?.inSyncReplicas.has(3 as never)).toBe(true);
  });

  it('starts alone, so that a dead member holds nobody up, and admits appends meanwhile', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    cluster.isolate(1);
    for (const nodeId of [2, 3]) cluster.node(nodeId).promise(2);
    cluster.node(2).leaderAndIsr(2, 2, { inSync: [2, 3] });
    const leader = cluster.node(2);
    expect([...(leader.replica.serving?.inSyncReplicas ?? [])]).toEqual([2]);
    expect(leader.replica.serving?.hasEnoughReplicas()).toBe(true);
    leader.run((replica) => replica.tick(1000));
    expect(leader.replica.serving?.hasEnoughReplicas()).toBe(false);
  });
});
