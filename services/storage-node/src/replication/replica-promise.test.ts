import { WeirError } from '@weir/core';
import { describe, expect, it } from 'vitest';

import { ModelCluster } from '../../test/model-cluster.ts';
import { entry, ModelReplica, toVote } from '../../test/model-replica.ts';
import { lostVote } from './replica-state.ts';

describe('a promise (2.3)', () => {
  it('is answered with rank, clean flag and config once the vote is durable', () => {
    const node = new ModelReplica({ nodeId: 1, records: ['1:a', '1:b'], epochs: [entry(1, 0)] });
    node.holdsDisk = true;
    node.promise(2);
    node.finishDisk();
    expect(node.promises).toEqual([]);
    expect(node.diskWork?.kind).toBe('saveVote');
    node.finishDisk();
    expect(node.promises).toMatchObject([
      { incarnation: '1/1', isClean: true, lastEpoch: 1, logEndOffset: 2, logStartOffset: 0 },
    ]);
    expect(node.durable.vote).toEqual(toVote(2));
  });

  it('is refused at or below the promised epoch, which is reported', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.promise(5);
    node.promise(5, 'other');
    node.promise(4);
    expect(node.promises).toHaveLength(1);
    expect(node.answers.map((error) => error?.code)).toEqual([
      'FENCED_LEADER_EPOCH',
      'FENCED_LEADER_EPOCH',
    ]);
    expect(node.answers[0]?.metadata['leader_epoch']).toBe('5');
  });

  it('bars lower epochs before it is durable', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.holdsDisk = true;
    node.promise(5);
    node.promise(4);
    expect(node.answers[0]?.code).toBe('FENCED_LEADER_EPOCH');
  });

  it('ends the role in the same turn', () => {
    const cluster = new ModelCluster([{ nodeId: 1 }, { nodeId: 2 }, { nodeId: 3 }]);
    cluster.elect(1, 1, [1, 2, 3]);
    const leader = cluster.node(1);
    leader.holdsDisk = true;
    leader.promise(2);
    expect(leader.append('late')).toBe(false);
    expect(leader.kinds).toContain('ledNoMore');
  });

  it('waits for writes under way, so that the rank stands', () => {
    const cluster = new ModelCluster([{ nodeId: 1 }, { nodeId: 2 }, { nodeId: 3 }]);
    cluster.elect(1, 1, [1, 2, 3]);
    const leader = cluster.node(1);
    leader.holdsWrites = true;
    leader.append('a');
    expect(leader.log.bounds.logEndOffset).toBe(0);
    leader.promise(2);
    expect(leader.promises.at(-1)).toMatchObject({ lastEpoch: 1, logEndOffset: 1 });
  });

  it('lets nothing change before the epoch is started or joined', () => {
    const cluster = new ModelCluster([{ nodeId: 1 }, { nodeId: 2 }, { nodeId: 3 }]);
    cluster.elect(1, 1, [1, 2, 3]);
    const follower = cluster.node(2);
    follower.promise(2);
    cluster.node(1).append('a', 'b');
    cluster.settle();
    expect(follower.log.content).toEqual([]);
    expect(follower.durable.epochs).toEqual([entry(1, 0)]);
  });

  it('overtaken by a higher one is refused', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.holdsDisk = true;
    node.promise(2);
    node.promise(3);
    while (node.diskWork !== undefined) node.finishDisk();
    expect(node.promises).toHaveLength(1);
    expect(node.answers.map((error) => error?.code)).toEqual(['FENCED_LEADER_EPOCH']);
    expect(node.durable.vote.epoch).toBe(3);
  });

  it('fails when the disk does not take the vote, and is not given to anyone else', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.holdsDisk = true;
    node.promise(2);
    node.finishDisk();
    node.failDisk(new WeirError('STORAGE_ERROR', 'Disk failed'));
    expect(node.answers[0]?.code).toBe('STORAGE_ERROR');
    node.promise(2, 'other');
    expect(node.answers[1]?.code).toBe('FENCED_LEADER_EPOCH');
  });

  it('survives a restart', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.promise(7);
    node.restart('kernel');
    node.promise(7, 'other');
    expect(node.answers.at(-1)?.code).toBe('FENCED_LEADER_EPOCH');
  });
});

describe('news of a leader (4.1)', () => {
  it('makes a replica promise an epoch that it had not been asked for', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.leaderAndIsr(3, 2, { incarnation: '2/1' });
    expect(node.durable.vote).toEqual(toVote(3));
    expect(node.replica.role.kind).toBe('follower');
  });

  it('is followed only once a vote is durable that the disk did not take before (6.7)', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.holdsDisk = true;
    node.promise(5);
    node.finishDisk();
    node.failDisk(new WeirError('STORAGE_ERROR', 'Disk failed'));
    node.leaderAndIsr(5, 2, { incarnation: '2/1' });
    expect(node.diskWork).toMatchObject({ kind: 'saveVote' });
    expect(node.replica.role.kind).toBe('none');
    node.finishDisk();
    expect(node.replica.role.kind).toBe('follower');
    expect(node.durable.vote).toEqual(toVote(5));
  });

  it('is ignored for an older epoch', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.promise(5);
    node.leaderAndIsr(4, 2, { incarnation: '2/1' });
    expect(node.replica.role.kind).toBe('none');
    expect(node.answers.at(-1)?.code).toBe('FENCED_LEADER_EPOCH');
  });

  it('is ignored for another proposal of the same epoch', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.promise(5);
    node.leaderAndIsr(5, 2, { proposalId: 'other', incarnation: '2/1' });
    expect(node.replica.role.kind).toBe('none');
    expect(node.answers.at(-1)?.code).toBe('FENCED_LEADER_EPOCH');
  });

  it('may come twice', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.promise(5);
    node.leaderAndIsr(5, 2, { incarnation: '2/1' });
    node.leaderAndIsr(5, 2, { incarnation: '2/1' });
    expect(node.kinds.filter((kind) => kind === 'followedNow')).toHaveLength(1);
    expect(node.answers).toEqual([undefined, undefined]);
  });
});

describe('a replica that has lost its vote with its disk', () => {
  function wiped(): ModelReplica {
    return new ModelReplica({ nodeId: 3, isClean: false, vote: lostVote });
  }

  it('follows nobody and leads nothing: it may have voted that leader out', () => {
    const node = wiped();
    node.leaderAndIsr(1, 1);
    node.leaderAndIsr(2, 3);
    expect(node.answers.map((error) => error?.code)).toEqual([
      'REPLICA_NOT_AVAILABLE',
      'REPLICA_NOT_AVAILABLE',
    ]);
    expect(node.replica.role.kind).toBe('none');
    expect(node.durable.vote).toEqual(lostVote);
  });

  it('takes part once it has promised an epoch', () => {
    const node = wiped();
    node.promise(3);
    expect(node.promises).toMatchObject([{ isClean: false }]);
    node.leaderAndIsr(3, 1);
    expect(node.answers).toEqual([undefined]);
    expect(node.replica.role.kind).toBe('follower');
    expect(node.durable.vote).toEqual(toVote(3));
  });
});
