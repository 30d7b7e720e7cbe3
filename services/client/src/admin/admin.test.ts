import { WeirError } from '@weir/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { Weir } from '../weir.ts';
import type { Admin } from './admin.ts';

let cluster: FakeCluster;
let weir: Weir;
let admin: Admin;

beforeEach(async () => {
  cluster = await FakeCluster.start(2);
  weir = new Weir({ bootstrap: cluster.node(2).address, requestTimeoutMs: 2_000 });
  admin = weir.admin();
});

afterEach(async () => {
  await weir.close();
  await cluster[Symbol.asyncDispose]();
});

describe('calls to the controller', () => {
  it('find it from any address, and a new topic is known when they resolve', async () => {
    const { topic } = await admin.createTopic({ name: 't', partitions: 3 });
    expect(topic.partitions).toHaveLength(3);
    await weir.producer().send({ topic: 't', value: 'a' });
    expect(cluster.adminCalls).toEqual(['CreateTopic']);
  });

  it('are retried as the error table says', async () => {
    cluster.adminFaults.push(
      new WeirError('STORE_UNAVAILABLE', 'Down'),
      new WeirError('NOT_CONTROLLER', 'Not me', { metadata: { controller: cluster.address } }),
    );
    await admin.createTopic({ name: 't' });
    expect(cluster.adminCalls).toHaveLength(3);
  });

  it('take effect once although the answer was lost', async () => {
    cluster.createTopic('t');
    cluster.adminFaults.push(new WeirError('UNAVAILABLE', 'Answer lost'));
    expect((await admin.createTopic({ name: 't' })).topic.name).toBe('t');
    cluster.deleteTopic('t');
    cluster.adminFaults.push(new WeirError('UNAVAILABLE', 'Answer lost'));
    await admin.deleteTopic('t');
  });

  it('are not retried when that cannot help', async () => {
    cluster.createTopic('t');
    await expect(admin.createTopic({ name: 't' })).rejects.toMatchObject({
      code: 'TOPIC_ALREADY_EXISTS',
    });
    await expect(admin.deleteTopic('nowhere')).rejects.toMatchObject({
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
    await expect(admin.createTopic({ name: 'a b' })).rejects.toMatchObject({
      code: 'INVALID_TOPIC',
    });
    expect(cluster.adminCalls).toHaveLength(2);
  });
});

describe('calls to leaders', () => {
  beforeEach(async () => {
    cluster.createTopic('t', 2);
    await weir
      .producer()
      .sendMany(
        Array.from({ length: 10 }, (_none, at) => ({ topic: 't', partition: at % 2, value: '' })),
      );
  });

  it('ask each for its partitions and keep the order', async () => {
    const listed = await admin.listOffsets([
      { topic: 't', partition: 1, at: 'latest' },
      { topic: 't', partition: 0, at: 'earliest' },
      { topic: 't', partition: 1, at: { timestampMs: Date.now() + 60_000 } },
    ]);
    expect(listed.map(({ partition, offset }) => [partition, offset])).toEqual([
      [1, 5],
      [0, 0],
      [1, -1],
    ]);
  });

  it('follow a leader that moved', async () => {
    const { topicId } = cluster.places()[0] ?? { topicId: '' };
    const log = cluster.partition(topicId, 0);
    if (log !== undefined) cluster.moveLeader(log, 2, { publish: false });
    const [listed] = await admin.listOffsets([{ topic: 't', partition: 0, at: 'latest' }]);
    expect(listed?.offset).toBe(5);
  });

  it('delete records', async () => {
    const deleted = await admin.deleteRecords([
      { topic: 't', partition: 0, beforeOffset: 3 },
      { topic: 't', partition: 1, beforeOffset: 'latest' },
    ]);
    expect(deleted.map(({ logStartOffset }) => logStartOffset)).toEqual([3, 5]);
  });

  it('describe logs of whole topics, each with what went wrong', async () => {
    cluster.createTopic('u', 1);
    const [{ topicId } = { topicId: '' }] = cluster.places();
    const log = cluster.partition(topicId, 1);
    if (log !== undefined) cluster.moveLeader(log, 7);
    const described = await admin.describeLogs(['u', 't']);
    expect(described.map(({ topic, partition }) => `${topic}/${partition}`)).toEqual([
      'u/0',
      't/0',
      't/1',
    ]);
    expect(described.map((each) => each.log?.logEndOffset)).toEqual([0, 5, undefined]);
    expect(described[1]?.log?.followers).toMatchObject([{ nodeId: 9, logEndOffset: 5 }]);
    expect(described[2]?.error?.code).toBe('LEADER_NOT_AVAILABLE');
    await expect(admin.describeLogs(['nowhere'])).rejects.toMatchObject({
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
  });

  it('refuse what does not exist', async () => {
    await expect(
      admin.listOffsets([{ topic: 't', partition: 7, at: 'latest' }]),
    ).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC_OR_PARTITION' });
  });
});

describe('calls to coordinators', () => {
  it('find the owner of the group', async () => {
    cluster.createTopic('t');
    expect(await admin.fetchOffsets('g')).toEqual([]);
    expect(await admin.listGroups()).toMatchObject([{ groupId: 'g' }]);
    await admin.deleteGroup('g');
    await expect(admin.deleteGroup('')).rejects.toMatchObject({ code: 'INVALID_GROUP_ID' });
  });
});
