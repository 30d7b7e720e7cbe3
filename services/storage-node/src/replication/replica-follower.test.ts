import type { NodeId, Offset } from '@weir/core';
import { describe, expect, it } from 'vitest';

import { ModelCluster } from '../../test/model-cluster.ts';
import { toBatch } from '../../test/model-log.ts';
import { countOf, entry, ModelReplica } from '../../test/model-replica.ts';
import type { JoinReply, ReplicatedRun } from './follower-state.ts';

function threeNodes(flushPolicy: 'fsync' | 'page-cache' = 'fsync'): ModelCluster {
  return new ModelCluster([1, 2, 3].map((nodeId) => ({ nodeId, settings: { flushPolicy } })));
}

const config = {
  sets: [{ replicas: [1, 2, 3] as NodeId[], minInsyncReplicas: 2 }],
  offset: -1,
  leaderEpoch: 0 as never,
};

function reply(session: number, epoch: number, options: Partial<JoinReply> = {}): JoinReply {
  return {
    session,
    leaderEpoch: epoch as never,
    epochs: [entry(epoch, 0)],
    logStartOffset: 0 as Offset,
    logEndOffset: 0 as Offset,
    highWatermark: 0 as Offset,
    config,
    ...options,
  };
}

function run(session: number, options: Partial<ReplicatedRun> = {}): ReplicatedRun {
  return {
    session,
    baseOffset: 0 as Offset,
    endOffset: 0 as Offset,
    epochs: [],
    batchEpoch: -1,
    configs: [],
    batches: [],
    highWatermark: 0 as Offset,
    logStartOffset: 0 as Offset,
    ...options,
  };
}

/** Node 2, following node 1 in `epoch` in session 1, with its reply. */
function following(node: ModelReplica, epoch: number, options: Partial<JoinReply> = {}): void {
  node.leaderAndIsr(epoch, 1, { incarnation: '1/1' });
  node.run((replica) => replica.connected(1));
  node.run((replica) => replica.joinReplied(reply(1, epoch, options)));
}

describe('cutting (4.2, 4.3)', () => {
  it('truncates a divergent tail by epoch and copies the leader', () => {
    const cluster = threeNodes();
    cluster.elect(1, 1, [1, 2, 3]);
    cluster.node(1).append('a');
    cluster.settle();
    cluster.isolate(1);
    cluster.node(1).append('lost-1', 'lost-2');
    cluster.elect(2, 2, [2, 3]);
    cluster.node(2).append('b');
    cluster.settle();
    cluster.heal(1);
    cluster.announce(2, 2, [1]);
    expect(cluster.node(1).log.content).toEqual(['1:a', '2:b']);
    expect(cluster.node(1).durable.epochs).toEqual([entry(1, 0), entry(2, 1)]);
  });

  it('cuts the log, then the epochs, and only then appends', () => {
    const node = new ModelReplica({
      nodeId: 2,
      records: ['1:a', '1:b', '2:x'],
      epochs: [entry(1, 0), entry(2, 2)],
    });
    node.holdsDisk = true;
    node.leaderAndIsr(3, 1, { incarnation: '1/1' });
    while (node.diskWork !== undefined) node.finishDisk();
    node.run((replica) => replica.connected(1));
    const leader = { epochs: [entry(1, 0), entry(3, 1)], logEndOffset: 2 as Offset };
    node.run((replica) => replica.joinReplied(reply(1, 3, leader)));
    expect(node.diskWork).toEqual({ kind: 'truncateLog', logEndOffset: 1 });
    node.finishDisk();
    expect(node.diskWork).toEqual({ kind: 'truncateEpochs', count: 1 });
    expect(node.kinds).not.toContain('start');
    node.finishDisk();
    expect(node.effects.find(({ kind }) => kind === 'start')).toMatchObject({
      logEndOffset: 1,
      lastEpoch: 1,
    });
  });

  it('leaves off when a promise comes between the cuts', () => {
    const node = new ModelReplica({
      nodeId: 2,
      records: ['1:a', '2:x'],
      epochs: [entry(1, 0), entry(2, 1)],
    });
    node.holdsDisk = true;
    node.leaderAndIsr(3, 1, { incarnation: '1/1' });
    while (node.diskWork !== undefined) node.finishDisk();
    node.run((replica) => replica.connected(1));
    const leader = { epochs: [entry(1, 0), entry(3, 1)], logEndOffset: 1 as Offset };
    node.run((replica) => replica.joinReplied(reply(1, 3, leader)));
    expect(node.diskWork).toEqual({ kind: 'truncateLog', logEndOffset: 1 });
    node.promise(4);
    node.holdsDisk = false;
    node.finishDisk();
    expect(node.durable.epochs).toEqual([entry(1, 0), entry(2, 1)]);
    expect(node.promises).toMatchObject([{ lastEpoch: 2, logEndOffset: 1 }]);
    expect(node.kinds).not.toContain('start');
  });

  it('is reset when it ends below the log start of its leader', () => {
    const node = new ModelReplica({ nodeId: 2, records: ['1:a'], epochs: [entry(1, 0)] });
    following(node, 3, {
      epochs: [entry(2, 30), entry(3, 60)],
      logStartOffset: 50 as Offset,
      logEndOffset: 60 as Offset,
    });
    expect(node.log.bounds).toMatchObject({ logStartOffset: 50, logEndOffset: 50 });
    expect(node.durable.epochs).toEqual([]);
    node.run((replica) =>
      replica.received(run(1, { baseOffset: 50 as Offset, epochs: [entry(2, 30)] })),
    );
    expect(node.durable.epochs).toEqual([entry(2, 30)]);
  });

  it('never truncates to the high watermark (4.7)', () => {
    const node = new ModelReplica({
      nodeId: 2,
      records: ['1:a', '1:b'],
      epochs: [entry(1, 0)],
    });
    following(node, 2, { epochs: [entry(1, 0), entry(2, 2)], logEndOffset: 2 as Offset });
    expect(node.log.content).toEqual(['1:a', '1:b']);
  });
});

describe('the stream (4.4, 4.5)', () => {
  it('makes an epoch entry durable before records at or above its start', () => {
    const node = new ModelReplica({ nodeId: 2 });
    following(node, 1);
    node.holdsDisk = true;
    const batches = [toBatch({ epoch: 1 as never, value: 'a' })];
    const first = { epochs: [entry(1, 0)], batches, batchEpoch: 1, endOffset: 1 as Offset };
    node.run((replica) => replica.received(run(1, first)));
    expect(node.diskWork).toEqual({ kind: 'appendEpoch', entry: entry(1, 0) });
    expect(node.log.content).toEqual([]);
    expect(node.replica.acknowledgement?.lastEpoch).toBe(-1);
    node.finishDisk();
    expect(node.log.content).toEqual(['1:a']);
    expect(node.replica.acknowledgement).toMatchObject({ lastEpoch: 1, logEndOffset: 1 });
  });

  it('waits until what lies below an entry is written, so that no promise shows it too early', () => {
    const node = new ModelReplica({ nodeId: 2 });
    following(node, 2, { epochs: [entry(1, 0), entry(2, 1)] });
    node.holdsWrites = true;
    const batches = [toBatch({ epoch: 1 as never, value: 'a' })];
    const first = { epochs: [entry(1, 0)], batches, batchEpoch: 1, endOffset: 1 as Offset };
    node.run((replica) => replica.received(run(1, first)));
    expect(node.log.bounds.logEndOffset).toBe(0);
    node.holdsDisk = true;
    const second = { baseOffset: 1 as Offset, endOffset: 1 as Offset, epochs: [entry(2, 1)] };
    node.run((replica) => replica.received(run(1, second)));
    expect(node.diskWork).toEqual({ kind: 'settleLog' });
    node.finishDisk();
    expect(node.log.bounds.logEndOffset).toBe(1);
    expect(node.diskWork).toEqual({ kind: 'appendEpoch', entry: entry(2, 1) });
  });

  it('refuses an entry above its log end', () => {
    const node = new ModelReplica({ nodeId: 2 });
    following(node, 1);
    node.run((replica) => replica.received(run(1, { epochs: [entry(1, 3)] })));
    expect(node.durable.epochs).toEqual([]);
    expect(node.kinds).toContain('sessionBroken');
  });

  it('refuses batches that do not follow its log end', () => {
    const node = new ModelReplica({ nodeId: 2 });
    following(node, 1);
    node.run((replica) => replica.received(run(1, { epochs: [entry(1, 0)] })));
    const batches = [toBatch({ epoch: 1 as never, value: 'a' })];
    const gap = { baseOffset: 4 as Offset, endOffset: 5 as Offset, batches, batchEpoch: 1 };
    node.run((replica) => replica.received(run(1, gap)));
    expect(node.log.content).toEqual([]);
    expect(node.kinds).toContain('sessionBroken');
  });

  it('refuses batches of an epoch whose start it does not hold', () => {
    const node = new ModelReplica({ nodeId: 2 });
    following(node, 2, { epochs: [entry(2, 0)] });
    const batches = [toBatch({ epoch: 2 as never, value: 'a' })];
    node.run((replica) =>
      replica.received(run(1, { batches, batchEpoch: 2, endOffset: 1 as Offset })),
    );
    expect(node.log.content).toEqual([]);
    expect(node.kinds).toContain('sessionBroken');
  });

  it('takes nothing of another session, nor of a role that a promise ended', () => {
    const node = new ModelReplica({ nodeId: 2 });
    following(node, 1);
    const batches = [toBatch({ epoch: 1 as never, value: 'a' })];
    const first = { epochs: [entry(1, 0)], batches, batchEpoch: 1, endOffset: 1 as Offset };
    node.run((replica) => replica.received(run(9, first)));
    expect(node.log.content).toEqual([]);
    node.promise(2);
    node.run((replica) => replica.received(run(1, first)));
    expect(node.log.content).toEqual([]);
  });

  it('ignores the reply of another epoch', () => {
    const node = new ModelReplica({ nodeId: 2 });
    node.leaderAndIsr(3, 1, { incarnation: '1/1' });
    node.run((replica) => replica.connected(1));
    node.run((replica) => replica.joinReplied(reply(1, 2)));
    expect(node.kinds).not.toContain('start');
  });

  it('acknowledges in mode D only what is synced (4.6)', () => {
    const node = new ModelReplica({ nodeId: 2 });
    following(node, 1);
    node.holdsSyncs = true;
    const batches = [toBatch({ epoch: 1 as never, value: 'a' })];
    const first = { epochs: [entry(1, 0)], batches, batchEpoch: 1, endOffset: 1 as Offset };
    node.run((replica) => replica.received(run(1, first)));
    expect(node.replica.acknowledgement).toMatchObject({ logEndOffset: 0, receivedOffset: 1 });
    node.sync();
    expect(node.replica.acknowledgement).toMatchObject({ logEndOffset: 1 });
  });

  it('shows at most its own log end as high watermark (4.7)', () => {
    const node = new ModelReplica({ nodeId: 2 });
    following(node, 1, { highWatermark: 40 as Offset, logEndOffset: 40 as Offset });
    expect(node.replica.state.highWatermark).toBe(0);
  });

  it('begins a new session with a new join after a failure', () => {
    const node = new ModelReplica({ nodeId: 2 });
    following(node, 1);
    node.run((replica) => replica.appendRefused(1, 'Disk is full'));
    expect(node.replica.acknowledgement).toBeUndefined();
    node.run((replica) => replica.connected(2));
    node.run((replica) => replica.joinReplied(reply(2, 1)));
    expect(node.replica.acknowledgement?.session).toBe(2);
  });
});

describe('runs that wait behind disk work (4.4, 4.5)', () => {
  /** Node 2 in session 1, with the first epoch entry under way and one run of a batch for each value. */
  function waiting(...values: string[]): ModelReplica {
    const node = new ModelReplica({ nodeId: 2 });
    following(node, 1);
    node.holdsDisk = true;
    for (const [index, value] of values.entries()) send(node, index, value, index === 0 ? [1] : []);
    expect(node.diskWork).toEqual({ kind: 'appendEpoch', entry: entry(1, 0) });
    return node;
  }

  function send(node: ModelReplica, at: number, value: string, epochs: number[] = []): void {
    node.run((replica) =>
      replica.received(
        run(1, {
          baseOffset: at as Offset,
          endOffset: (at + 1) as Offset,
          epochs: epochs.map((epoch) => entry(epoch, at)),
          batches: [toBatch({ epoch: 1 as never, value })],
          batchEpoch: 1,
        }),
      ),
    );
  }

  it('appends all runs that waited behind one epoch entry, in order, in the same session', () => {
    const node = waiting('a', 'b', 'c');
    node.finishDisk();
    expect(node.log.content).toEqual(['1:a', '1:b', '1:c']);
    expect(node.kinds).not.toContain('sessionBroken');
    send(node, 3, 'd');
    expect(node.log.content).toEqual(['1:a', '1:b', '1:c', '1:d']);
    expect(node.replica.acknowledgement).toMatchObject({ session: 1, receivedOffset: 4 });
  });

  it('checks each against the log end that the one before has left', () => {
    const node = waiting('a', 'b');
    send(node, 3, 'd');
    send(node, 2, 'c');
    node.finishDisk();
    expect(node.log.content).toEqual(['1:a', '1:b']);
    expect(countOf(node, 'sessionBroken')).toBe(1);
  });

  it('makes the config of a run behind another durable before it is appended (8.6)', () => {
    const node = waiting('a');
    const added = { ...config, offset: 1, leaderEpoch: 1 as never };
    const batches = [toBatch({ epoch: 1 as never, value: 'config', config: added })];
    const second = { baseOffset: 1 as Offset, endOffset: 2 as Offset, batches, batchEpoch: 1 };
    node.run((replica) => replica.received(run(1, { ...second, configs: [added] })));
    send(node, 2, 'c');
    node.finishDisk();
    expect(node.log.content).toEqual(['1:a']);
    expect(node.diskWork?.kind).toBe('saveConfigs');
    node.finishDisk();
    expect(node.durable.configs.entries.at(-1)).toEqual(added);
    expect(node.log.content).toEqual(['1:a', '1:config', '1:c']);
  });

  it('appends none of them once one was refused', () => {
    const node = waiting('a', 'b', 'c');
    node.refusesAppends = true;
    node.finishDisk();
    expect([countOf(node, 'append'), countOf(node, 'sessionBroken')]).toEqual([1, 1]);
    expect(node.replica.isSettled).toBe(true);
  });

  it('appends none of them once the session or the role has gone', () => {
    const node = waiting('a', 'b');
    node.run((replica) => replica.connected(2));
    node.finishDisk();
    expect(node.log.content).toEqual([]);

    const promised = waiting('a', 'b');
    promised.promise(2);
    promised.holdsDisk = false;
    promised.finishDisk();
    expect(promised.log.content).toEqual([]);
    expect(promised.promises).toMatchObject([{ lastEpoch: 1, logEndOffset: 0 }]);
  });
});

describe('unclean to clean (6.6)', () => {
  function uncleanNode(): ModelReplica {
    const node = new ModelReplica({ nodeId: 2, isClean: false });
    following(node, 1, { logEndOffset: 2 as Offset });
    return node;
  }

  function send(node: ModelReplica, from: number, ...values: string[]): void {
    node.run((replica) =>
      replica.received(
        run(1, {
          baseOffset: from as Offset,
          endOffset: (from + values.length) as Offset,
          epochs: from === 0 ? [entry(1, 0)] : [],
          batches: values.map((value) => toBatch({ epoch: 1 as never, value })),
          batchEpoch: 1,
        }),
      ),
    );
  }

  it('needs all that the leader held when it was asked after the restart, synced', () => {
    const node = uncleanNode();
    send(node, 0, 'a');
    expect(node.durable.isClean).toBe(false);
    node.holdsSyncs = true;
    send(node, 1, 'b');
    expect(node.durable.isClean).toBe(false);
    node.sync();
    expect(node.durable.isClean).toBe(true);
  });

  it('syncs in mode U before it sets the flag', () => {
    const node = new ModelReplica({
      nodeId: 2,
      isClean: false,
      settings: { flushPolicy: 'page-cache' },
    });
    following(node, 1, { logEndOffset: 1 as Offset });
    send(node, 0, 'a');
    expect(node.log.bounds.flushedOffset).toBe(1);
    expect(node.durable.isClean).toBe(true);
  });

  it('is put off by a new promise', () => {
    const node = uncleanNode();
    send(node, 0, 'a');
    node.promise(2);
    expect(node.promises.at(-1)?.isClean).toBe(false);
    node.leaderAndIsr(2, 1, { incarnation: '1/1' });
    node.run((replica) => replica.connected(2));
    const leader = { epochs: [entry(1, 0), entry(2, 1)], logEndOffset: 5 as Offset };
    node.run((replica) => replica.joinReplied(reply(2, 2, leader)));
    node.run((replica) =>
      replica.received(run(2, { baseOffset: 1 as Offset, epochs: [entry(2, 1)] })),
    );
    expect(node.durable.isClean).toBe(false);
  });

  it('lets an unclean replica promise, follow and acknowledge meanwhile (6.5)', () => {
    const cluster = new ModelCluster([
      { nodeId: 1 },
      { nodeId: 2, isClean: false },
      { nodeId: 3, isClean: false },
    ]);
    cluster.elect(1, 1, [1, 2, 3]);
    cluster.node(1).append('a');
    cluster.settle();
    expect(cluster.node(1).replica.state.highWatermark).toBe(1);
    expect(cluster.node(2).durable.isClean).toBe(true);
  });
});

describe('mode U (6.2)', () => {
  it('has its dirty mark durable before the first acknowledgement', () => {
    const node = new ModelReplica({ nodeId: 2, settings: { flushPolicy: 'page-cache' } });
    node.holdsDisk = true;
    node.leaderAndIsr(1, 1, { incarnation: '1/1' });
    node.finishDisk();
    node.finishDisk();
    expect(node.diskWork).toEqual({ kind: 'saveDirty', isDirty: true });
    expect(node.replica.role.kind).toBe('none');
    node.finishDisk();
    expect(node.durable.isDirty).toBe(true);
    expect(node.replica.role.kind).toBe('follower');
  });

  it('has it durable before a leader counts itself', () => {
    const node = new ModelReplica({ nodeId: 1, settings: { flushPolicy: 'page-cache' } });
    node.promise(1);
    node.leaderAndIsr(1, 1);
    expect(node.durable.isDirty).toBe(true);
  });

  it('counts written records only once the mark is durable after a change of the config', () => {
    const node = new ModelReplica({ nodeId: 1 });
    node.promise(1);
    node.leaderAndIsr(1, 1);
    node.holdsSyncs = true;
    node.append('a');
    node.holdsDisk = true;
    node.run((replica) =>
      replica.configure({ flushPolicy: 'page-cache', commitPolicy: 'in-sync' }),
    );
    expect(node.replica.state.countedEnd).toBe(0);
    node.finishDisk();
    expect(node.replica.state.countedEnd).toBe(1);
  });
});
