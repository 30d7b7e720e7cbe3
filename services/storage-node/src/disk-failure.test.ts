import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { readRecords, type TopicId } from '@weir/core';
import { silentLogger, systemClock } from '@weir/runtime';
import { Level } from 'level';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { makeBatch, NodeCluster, until } from '../test/node-cluster.ts';
import type { TestTopic } from '../test/scripted-controller.ts';
import { type KeyKind, partitionKey, prefixRange } from './database/keys.ts';
import { NodeDatabase } from './database/node-database.ts';
import { FaultyFileSystem } from './log/faulty-file-system.fixture.ts';

let cluster: NodeCluster;
const disk = new Map<number, FaultyFileSystem>();

/** A cluster whose nodes have disks that can fail, and look for lost files all the time. */
beforeEach(async () => {
  cluster = await NodeCluster.start([]);
  for (const nodeId of [1, 2, 3]) {
    disk.set(nodeId, new FaultyFileSystem());
    cluster.fileSystems.set(nodeId, diskOf(nodeId));
  }
  await Promise.all([1, 2, 3].map((nodeId) => startNode(nodeId)));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await cluster[Symbol.asyncDispose]();
});

function diskOf(nodeId: number): FaultyFileSystem {
  const found = disk.get(nodeId);
  if (found === undefined) throw new Error(`Node ${nodeId} has no disk`);
  return found;
}

function startNode(nodeId: number): Promise<void> {
  return cluster.startNode(nodeId, { retentionCheckIntervalMs: 50 });
}

async function produce(nodeId: number, topic: TestTopic, value: string): Promise<string> {
  const { error } = await cluster.produce(nodeId, topic, [makeBatch([value.repeat(50)])]);
  return error?.code ?? '';
}

async function valuesAt(nodeId: number, topic: TestTopic): Promise<string[]> {
  const { batches, error } = await cluster.fetch(nodeId, topic, 0);
  if (error !== null) throw new Error(error.code);
  return batches.flatMap((batch) =>
    [...readRecords(batch)].map(({ value }) => value?.toString().slice(0, 1) ?? ''),
  );
}

/** All that is committed may be known a little after an election. */
async function untilShown(nodeId: number, topic: TestTopic, values: string[]): Promise<void> {
  await until(`node ${nodeId} to show all`, async () => {
    return (await valuesAt(nodeId, topic)).length >= values.length;
  });
  expect(await valuesAt(nodeId, topic)).toEqual(values);
}

async function logEnd(nodeId: number, topic: TestTopic): Promise<number | undefined> {
  return (await cluster.replica(nodeId, topic)).state?.logEndOffset;
}

function failuresOf(nodeId: number): string[] {
  return (cluster.controller.failures.get(nodeId) ?? []).map(({ kind }) => kind);
}

/** A damaged replica is of use again, as an empty one, as soon as that is durable. */
async function untilFailed(nodeId: number, kind: string): Promise<void> {
  await until(`node ${nodeId} to report ${kind}`, () => {
    const failures = cluster.controller.failures.get(nodeId) ?? [];
    return failures.some((each) => each.kind === kind && (kind !== 'damaged' || each.canPromise));
  });
}

/** Lost files are noticed, and copied from the leader. */
async function untilThere(directory: string): Promise<void> {
  await until('the files to be back', async () => {
    const names = await readdir(directory).catch(() => []);
    return names.length > 0;
  });
}

/** Online: nothing is reported, it is clean, and it holds as much as its leader. */
async function untilHealed(nodeId: number, topic: TestTopic, endOffset: number): Promise<void> {
  await until(`node ${nodeId} to be healed`, async () => {
    const { isFailed, state } = await cluster.replica(nodeId, topic);
    const isWhole = state?.clean === true && state.logEndOffset === endOffset;
    return !isFailed && isWhole && failuresOf(nodeId).length === 0;
  });
}

/** Tells a node again who leads; one that has lost its vote is admitted by an election. */
async function announceAgain(nodeId: number, leader: number, topic: TestTopic): Promise<void> {
  if ((await cluster.replica(nodeId, topic)).isVoteLost) {
    await cluster.controller.elect(topic, [1, 2, 3], leader);
    return;
  }
  const { promisedEpoch, proposalId, state } = await cluster.replica(leader, topic);
  await cluster.controller.announce(topic, [nodeId], {
    leaderEpoch: promisedEpoch,
    proposalId,
    leader,
    leaderIncarnation: state?.incarnation ?? '',
  });
}

/** A topic led by node 1 whose three replicas hold what was acknowledged. */
async function topicWith(values: string, configs: Record<string, string> = {}): Promise<TestTopic> {
  const topic = await cluster.controller.create(configs);
  await cluster.controller.elect(topic, [1, 2, 3], 1);
  for (const value of values) expect(await produce(1, topic, value)).toBe('');
  for (const nodeId of [2, 3]) {
    await until('all to be copied', async () => (await logEnd(nodeId, topic)) === values.length);
  }
  return topic;
}

function directoryOf(nodeId: number, topic: TestTopic): string {
  return join(cluster.dataDirectory(nodeId), topic.topicId, '0');
}

async function restart(...nodeIds: readonly number[]): Promise<void> {
  for (const nodeId of nodeIds) await cluster.kill(nodeId);
  for (const nodeId of nodeIds) await startNode(nodeId);
}

describe('a damaged segment', () => {
  it('met by a follower that copies takes the leader out, which is copied from the next', async () => {
    const topic = await cluster.controller.create({}, { replicas: [1, 2] });
    await cluster.controller.elect(topic, [1, 2], 1);
    for (const value of 'abc') expect(await produce(1, topic, value)).toBe('');
    // Read from files from here on, not from memory.
    await restart(1, 2);
    await flipByte(directoryOf(1, topic), 120);
    await cluster.controller.elect(topic, [1, 2], 1);
    await cluster.controller.create(
      {},
      { ...topic, replicas: [3], minInsyncReplicas: 1, isClean: false },
    );
    await announceAgain(3, 1, topic);
    await untilFailed(1, 'damaged');
    expect(await cluster.replica(1, topic)).toMatchObject({
      isLeader: false,
      isFailed: true,
      state: { clean: false, logEndOffset: 0 },
    });
    // Nothing from the damage on has been handed on.
    expect(await logEnd(3, topic)).toBeLessThan(3);

    // The very epoch that it led is not led again by what is left (3.1).
    await expect(announceAgain(1, 1, topic)).rejects.toThrow('was promised by another incarnation');
    expect(await cluster.controller.elect(topic, [1, 2])).toBe(2);
    await announceAgain(3, 2, topic);
    await untilHealed(1, topic, 3);
    await untilHealed(3, topic, 3);
    await untilShown(2, topic, ['a', 'b', 'c']);
  });

  it.each(['the file', 'the directory'])(
    'and one that is gone: a running follower that lost %s heals by itself',
    async (what) => {
      const topic = await topicWith('abc');
      const directory = directoryOf(3, topic);
      const [name = ''] = await readdir(directory);
      await rm(what === 'the file' ? join(directory, name) : directory, { recursive: true });
      await untilThere(directory);
      expect(await produce(1, topic, 'd')).toBe('');
      await untilHealed(3, topic, 4);
      await restart(3);
      await cluster.controller.elect(topic, [1, 2, 3], 3);
      await untilShown(3, topic, ['a', 'b', 'c', 'd']);
    },
  );

  it('and one that is gone while the node is down: the replica is set aside and copied', async () => {
    const topic = await topicWith('abc');
    await cluster.kill(3);
    await rm(directoryOf(3, topic), { recursive: true });
    await startNode(3);
    await untilFailed(3, 'damaged');
    expect((await cluster.replica(3, topic)).state?.clean).toBe(false);
    await announceAgain(3, 1, topic);
    await untilHealed(3, topic, 3);
  });
});

describe('a lost data directory', () => {
  it('is another directory: its replicas are created again, unclean, and copied', async () => {
    const topic = await topicWith('abc');
    const { directoryId } = cluster.controller.nodes.get(3) ?? {};
    await cluster.kill(3);
    await rm(cluster.dataDirectory(3), { recursive: true });
    await startNode(3);
    expect(cluster.controller.nodes.get(3)?.directoryId).not.toBe(directoryId);
    await expect(cluster.replica(3, topic)).rejects.toThrow('no replica');
    await cluster.controller.create(
      {},
      { ...topic, replicas: [3], minInsyncReplicas: 1, isClean: false },
    );
    expect((await cluster.replica(3, topic)).state).toMatchObject({
      clean: false,
      logEndOffset: 0,
    });
    await announceAgain(3, 1, topic);
    await untilHealed(3, topic, 3);
  });
});

describe('a damaged value of the database', () => {
  it.each<[string, KeyKind]>([
    ['the list of leader epochs', 'leaderEpochs'],
    ['the vote', 'replicaState'],
    ['the config', 'replicaMetadata'],
    ['the log start', 'logState'],
  ])('%s sets that replica alone aside, which is copied anew', async (_, kind) => {
    const topic = await topicWith('abc');
    const other = await topicWith('xy');
    await cluster.kill(3);
    await damageValue(3, kind, topic);
    await startNode(3);
    await untilFailed(3, 'damaged');
    expect(failuresOf(3)).toEqual(['damaged']);
    expect((await cluster.replica(3, topic)).state).toMatchObject({
      clean: false,
      logEndOffset: 0,
    });
    expect((await cluster.replica(3, other)).state).toMatchObject({ clean: true, logEndOffset: 2 });

    await announceAgain(3, 1, topic);
    await untilHealed(3, topic, 3);
    const { sets } = (await cluster.replica(3, topic)).state?.config ?? {};
    expect(sets?.[0]?.replicas).toEqual([1, 2, 3]);
    // Nothing of the damage is left for the next start.
    await restart(3);
    await cluster.controller.elect(topic, [1, 2, 3], 3);
    await untilShown(3, topic, ['a', 'b', 'c']);
  });

  it.each<[string, KeyKind]>([
    ['a segment', 'segment'],
    ['the checkpoint', 'logCheckpoint'],
    ['the producers', 'producerSnapshot'],
    ['the high watermark', 'highWatermark'],
  ])('of %s is made anew from the files', async (_, kind) => {
    const topic = await cluster.controller.create();
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    const batch = (): Buffer => makeBatch(['a', 'b'], { producerId: 7 });
    await cluster.produce(1, topic, [batch()]);
    await cluster.stopNode(1);
    await damageValue(1, kind, topic);
    await startNode(1);
    expect(await cluster.replica(1, topic)).toMatchObject({
      isFailed: false,
      state: { clean: true, logEndOffset: 2 },
    });
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    expect((await cluster.produce(1, topic, [batch()])).baseOffset).toBe(0);
    await untilShown(1, topic, ['a', 'b']);
  });
});

describe('a disk that fails', () => {
  it.each<[string, (faults: FaultyFileSystem, code: string | null) => void]>([
    ['a sync', (faults, code) => (faults.syncError = code)],
    ['a write', (faults, code) => (faults.writeError = code)],
  ])('at %s of a follower sets that replica alone aside until it works', async (_, fail) => {
    const topic = await topicWith('abc');
    const other = await topicWith('x');
    const faults = diskOf(3);
    faults.concerns = (path) => path.includes(topic.topicId);
    fail(faults, 'EIO');
    // Nobody waits for it, and nothing that is acknowledged depends on it.
    expect(await produce(1, topic, 'd')).toBe('');
    await untilFailed(3, 'disk_error');
    expect(failuresOf(3)).toEqual(['disk_error']);
    expect(await produce(1, other, 'y')).toBe('');
    await until('the other replica to go on', async () => (await logEnd(3, other)) === 2);
    await expect(cluster.controller.promise(topic, [3], 50, 'p')).rejects.toThrow('EIO');

    fail(faults, null);
    await untilHealed(3, topic, 4);
    await cluster.controller.elect(topic, [2, 3], 3);
    await untilShown(3, topic, ['a', 'b', 'c', 'd']);
  });

  it('under a leader ends its role at once; it comes back as a follower, without its tail', async () => {
    const topic = await topicWith('abc');
    diskOf(1).syncError = 'EIO';
    expect(await produce(1, topic, 'd')).toBe('NOT_LEADER_OR_FOLLOWER');
    expect(await produce(1, topic, 'd')).toBe('NOT_LEADER_OR_FOLLOWER');
    await untilFailed(1, 'disk_error');
    expect((await cluster.fetch(1, topic)).error).not.toBeNull();
    diskOf(1).syncError = null;
    await until('node 1 to open its log', async () => {
      const { state, isLeader } = await cluster.replica(1, topic);
      return state?.clean === false && state.logEndOffset === 3 && !isLeader;
    });
    // It stays reported until it knows another leader: nobody would look for one else.
    expect(failuresOf(1)).toEqual(['disk_error']);
    expect((await cluster.replica(1, topic)).isFailed).toBe(true);

    await cluster.controller.elect(topic, [1, 2, 3], 2);
    expect(await produce(2, topic, 'e')).toBe('');
    const values = await valuesAt(2, topic);
    // What was refused with an error may be there, or not; what was acknowledged is.
    expect(values.filter((value) => value !== 'd')).toEqual(['a', 'b', 'c', 'e']);
    await untilHealed(1, topic, values.length);
  });

  it('is not trusted with what it did not sync by the next process either', async () => {
    const topic = await topicWith('abc');
    diskOf(3).syncError = 'EIO';
    expect(await produce(1, topic, 'd')).toBe('');
    await untilFailed(3, 'disk_error');
    await cluster.kill(3);
    diskOf(3).syncError = null;
    await startNode(3);
    expect((await cluster.replica(3, topic)).state).toMatchObject({
      clean: false,
      logEndOffset: 3,
    });
    await announceAgain(3, 1, topic);
    await untilHealed(3, topic, 4);
  });

  it('at a read is copied over, once there is a leader', async () => {
    const topic = await topicWith('abc');
    await restart(1, 2, 3);
    await cluster.controller.elect(topic, [1, 2, 3], 1);
    diskOf(1).readError = 'EIO';
    expect((await cluster.fetch(1, topic)).error?.code).toBe('STORAGE_ERROR');
    await untilFailed(1, 'damaged');
    diskOf(1).readError = null;
    await cluster.controller.elect(topic, [1, 2, 3], 2);
    await untilHealed(1, topic, 3);
  });

  it('that does not let a log be opened is tried again', async () => {
    const topic = await topicWith('abc');
    await cluster.kill(3);
    diskOf(3).openError = 'EMFILE';
    await startNode(3);
    await untilFailed(3, 'disk_error');
    expect(cluster.controller.failures.get(3)).toMatchObject([{ canPromise: false }]);
    diskOf(3).openError = null;
    await until('the log to be open', () => failuresOf(3).length === 0);
    expect((await cluster.replica(3, topic)).state).toMatchObject({ clean: true, logEndOffset: 3 });
  });

  it('does not keep a lone replica out that synced whatever it acknowledged', async () => {
    const topic = await cluster.controller.create({}, { replicas: [1], minInsyncReplicas: 1 });
    await cluster.controller.elect(topic, [1], 1);
    expect(await produce(1, topic, 'a')).toBe('');
    diskOf(1).syncError = 'EIO';
    expect(await produce(1, topic, 'b')).toBe('NOT_LEADER_OR_FOLLOWER');
    diskOf(1).syncError = null;
    await until('it to lead again', async () => (await produce(1, topic, 'c')) === '');
    await untilShown(1, topic, ['a', 'c']);
    await until('nothing to be reported', () => failuresOf(1).length === 0);
  });

  it('under the database takes every vote from the node until it writes again (6.7)', async () => {
    const topic = await topicWith('abc');
    const mend = breakDatabase(1);
    await expect(cluster.controller.promise(topic, [1], 50, 'p')).rejects.toThrow('I/O error');
    await untilFailed(1, 'database');
    expect(await produce(1, topic, 'd')).not.toBe('');
    mend();
    await until('the replica to be open', () => {
      const [failure] = cluster.controller.failures.get(1) ?? [];
      return failure?.kind === 'database' && failure.canPromise;
    });
    // Its log is whole.
    expect((await cluster.replica(1, topic)).state).toMatchObject({ clean: true, logEndOffset: 3 });
    const promises = await cluster.controller.promise(topic, [2, 3], 60, 'p60');
    const election = {
      leaderEpoch: 60,
      proposalId: 'p60',
      leader: 2,
      leaderIncarnation: promises[0]?.result.state?.incarnation ?? '',
    };
    await cluster.controller.announce(topic, [2, 3], election);
    expect(await produce(2, topic, 'e')).toBe('');
    await until('node 1 to follow', async () => {
      await cluster.controller.announce(topic, [1], election).catch(() => undefined);
      return failuresOf(1).length === 0;
    });
    await untilHealed(1, topic, 4);
  });
});

describe('a full disk', () => {
  it('of the leader is reported, so that another leads, and is forgotten when there is room', async () => {
    const topic = await topicWith('abc');
    diskOf(1).roomBytes = 0;
    expect(await produce(1, topic, 'd')).toBe('STORAGE_FULL');
    await untilFailed(1, 'disk_full');
    expect(cluster.controller.failures.get(1)).toMatchObject([{ canPromise: true }]);
    // Reads go on until another leads.
    await untilShown(1, topic, ['a', 'b', 'c']);

    await cluster.controller.elect(topic, [1, 2, 3], 2);
    expect(await produce(2, topic, 'e')).toBe('');
    const endOffset = (await logEnd(2, topic)) ?? 0;
    diskOf(1).roomBytes = Infinity;
    await untilHealed(1, topic, endOffset);
    await until('it to be in sync', () => {
      const inSync = cluster.controller.inSyncReplicas.get(`${topic.topicId}/0`);
      return inSync?.includes(1) === true;
    });
  });

  it('of a follower takes it out of the in-sync set, until there is room', async () => {
    const topic = await topicWith('abc');
    const isInSync = (): boolean =>
      cluster.controller.inSyncReplicas.get(`${topic.topicId}/0`)?.includes(3) === true;
    diskOf(3).roomBytes = 0;
    expect(await produce(1, topic, 'd')).toBe('');
    await until('it to leave the in-sync set', () => !isInSync());
    await untilFailed(3, 'disk_full');
    diskOf(3).roomBytes = Infinity;
    await until('it to be in sync again', isInSync);
    await untilHealed(3, topic, 4);
  });
});

describe('one disk after the other', () => {
  const faults: Record<string, (nodeId: number, topic: TestTopic) => Promise<void> | void> = {
    'fails to sync': (nodeId) => {
      diskOf(nodeId).syncError = 'EIO';
    },
    'fails to write': (nodeId) => {
      diskOf(nodeId).writeError = 'EIO';
    },
    'is full': (nodeId) => {
      diskOf(nodeId).roomBytes = 0;
    },
    'loses the files': async (nodeId, topic) => {
      await rm(directoryOf(nodeId, topic), { recursive: true });
      await untilThere(directoryOf(nodeId, topic));
    },
    'has a damaged file': async (nodeId, topic) => {
      await cluster.kill(nodeId);
      await flipByte(directoryOf(nodeId, topic), 120);
      await startNode(nodeId);
    },
    'forgets its vote': async (nodeId, topic) => {
      await cluster.kill(nodeId);
      await damageValue(nodeId, 'replicaState', topic);
      await startNode(nodeId);
    },
  };

  function mend(nodeId: number): void {
    Object.assign(diskOf(nodeId), { syncError: null, writeError: null, roomBytes: Infinity });
  }

  it('loses nothing that was acknowledged', async () => {
    const acknowledged: string[] = [];
    const topic = await topicWith('abc');
    let leader = 1;
    for (const [round, [what, fail]] of Object.entries(faults).entries()) {
      // The leader's and a follower's in turn.
      const struck = round % 2 === 0 ? leader : (leader % 3) + 1;
      const others = [1, 2, 3].filter((nodeId) => nodeId !== struck);
      await fail(struck, topic);
      for (const value of [`${round}x`, `${round}y`]) {
        if ((await tryToProduce(leader, topic, value)) === '') acknowledged.push(value);
      }
      if (struck === leader) leader = await cluster.controller.elect(topic, others);
      expect([what, await tryToProduce(leader, topic, `${round}z`)]).toEqual([what, '']);
      acknowledged.push(`${round}z`);
      mend(struck);
      await until(`node ${struck}, which ${what}, to be told`, () =>
        announceAgain(struck, leader, topic).then(
          () => true,
          () => false,
        ),
      );
      const endOffset = (await logEnd(leader, topic)) ?? 0;
      await untilHealed(struck, topic, endOffset);
    }
    // Each of them has it all, or finds when it is read that it has not, and gets it.
    for (const nodeId of [1, 2, 3]) {
      const others = [1, 2, 3].filter((each) => each !== nodeId);
      await cluster.controller.elect(topic, [1, 2, 3], nodeId);
      await until('all to be shown', async () => {
        const values = await readThrough(nodeId, topic);
        if (values === undefined) {
          await untilFailed(nodeId, 'damaged');
          const next = await cluster.controller.elect(topic, others);
          await announceAgain(nodeId, next, topic);
          await untilHealed(nodeId, topic, (await logEnd(next, topic)) ?? 0);
          await cluster.controller.elect(topic, [1, 2, 3], nodeId);
          return false;
        }
        return acknowledged.every((value) => values.includes(value));
      });
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(12);
  });
});

/** All values that a leader shows, fetch by fetch; undefined where it meets damage. */
async function readThrough(nodeId: number, topic: TestTopic): Promise<string[] | undefined> {
  const values: string[] = [];
  for (;;) {
    const { batches, error } = await cluster.fetch(nodeId, topic, values.length);
    if (error !== null) return undefined;
    if (batches.length === 0) return values;
    for (const batch of batches) {
      for (const { value } of readRecords(batch)) values.push(value?.toString() ?? '');
    }
  }
}

/** Why a batch was refused; one that was may be there all the same. */
async function tryToProduce(nodeId: number, topic: TestTopic, value: string): Promise<string> {
  const { error } = await cluster.produce(nodeId, topic, [makeBatch([value])], { timeoutMs: 3000 });
  return error?.code ?? '';
}

/** Lets every write to a node's database fail; the result mends it. */
function breakDatabase(nodeId: number): () => void {
  let isBroken = true;
  const { batch } = Level.prototype as unknown as {
    readonly batch: (this: Level, ...args: unknown[]) => Promise<void>;
  };
  vi.spyOn(Level.prototype, 'batch').mockImplementation(function (
    this: Level,
    ...args: unknown[]
  ): never {
    const isHere = this.location.includes(`node-${nodeId}/`);
    const done =
      isBroken && isHere
        ? Promise.reject(new Error('I/O error: simulated'))
        : batch.apply(this, args);
    return done as never;
  });
  return () => {
    isBroken = false;
  };
}

/** Flips a byte of the first segment. */
async function flipByte(directory: string, position: number): Promise<void> {
  const [name = ''] = await readdir(directory);
  const file = await open(join(directory, name), 'r+');
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, position);
  await file.write(Buffer.of((buffer[0] ?? 0) ^ 0x40), 0, 1, position);
  await file.close();
}

/** Flips a bit of each value of a kind in a stopped node's database. */
async function damageValue(nodeId: number, kind: KeyKind, { topicId }: TestTopic): Promise<void> {
  await using database = await NodeDatabase.open({
    location: join(cluster.dataDirectory(nodeId), 'index'),
    clock: systemClock,
    logger: silentLogger,
  });
  const prefix = partitionKey(kind, topicId as TopicId, 0);
  const entries = await database.entries(prefixRange(prefix));
  expect(entries.length).toBeGreaterThan(0);
  for (const [key, value] of entries) {
    const damaged = Buffer.from(value);
    const middle = damaged.length >> 1;
    damaged[middle] = (damaged[middle] ?? 0) ^ 0x04;
    await database.put(key, damaged, { sync: true });
  }
}
