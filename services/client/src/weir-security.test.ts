import { WeirError } from '@weir/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../test/eventually.ts';
import { FakeCluster } from '../test/fake-cluster.ts';
import type { FakePartition } from '../test/fake-partition.ts';
import { Weir } from './weir.ts';

let cluster: FakeCluster;
let log: FakePartition | undefined;
let weir: Weir;

beforeEach(async () => {
  cluster = await FakeCluster.start();
  [log] = cluster.createTopic('t');
  weir = new Weir({ bootstrap: cluster.address });
});

afterEach(async () => {
  await weir.close();
  await cluster[Symbol.asyncDispose]();
});

const service = () => cluster.node(1).log;

function refuse(method: string, code: WeirError['code']): void {
  cluster.refuse = (path) =>
    path.startsWith(`/weir.v1.${method}`) ? new WeirError(code, 'Refused by the test') : undefined;
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => '',
    (error: unknown) => (error as WeirError).code,
  );

describe('a refusal is final and reaches the application', () => {
  it('when it connects, at once, and not for ever', async () => {
    refuse('MetadataService', 'AUTHENTICATION_FAILED');
    const startedMs = performance.now();
    expect(await codeOf(weir.connect())).toBe('AUTHENTICATION_FAILED');
    expect(
      await codeOf(weir.admin().listOffsets([{ topic: 't', partition: 0, at: 'latest' }])),
    ).toBe('AUTHENTICATION_FAILED');
    expect(performance.now() - startedMs).toBeLessThan(8_000);
    cluster.refuse = () => undefined;
    await weir.connect();
  });

  it('when it asks for a topic that it may not describe', async () => {
    const sent = weir.producer().send({ topic: 'secrets', value: '' });
    await expect(sent).rejects.toMatchObject({
      code: 'UNKNOWN_TOPIC_OR_PARTITION',
      message: 'Topic "secrets" does not exist, or this user may not describe it',
    });
  });

  it('when it produces: of a partition, of the stream, of a name', async () => {
    const producer = weir.producer();
    const send = () => codeOf(producer.send({ topic: 't', value: 'a' }));
    service().faults.refuse = () => new WeirError('TOPIC_AUTHORIZATION_FAILED', 'No');
    expect(await send()).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(service().produced).toHaveLength(1);
    delete service().faults.refuse;
    expect(await send()).toBe('');
    expect(log?.logEndOffset).toBe(1);

    refuse('LogService', 'AUTHENTICATION_FAILED');
    const stranger = weir.producer();
    const sent = ['a', 'b'].map((value) => codeOf(stranger.send({ topic: 't', value })));
    expect(await Promise.all(sent)).toEqual(['AUTHENTICATION_FAILED', 'AUTHENTICATION_FAILED']);
    refuse('AdminService', 'CLUSTER_AUTHORIZATION_FAILED');
    const named = weir.producer({ name: 'p' });
    expect(await codeOf(named.send({ topic: 't', value: 'a' }))).toBe(
      'CLUSTER_AUTHORIZATION_FAILED',
    );
  });

  it.each(['push', 'pull'] as const)('when it fetches (%s): of a partition', async (mode) => {
    service().refuseRead = new WeirError('TOPIC_AUTHORIZATION_FAILED', 'No');
    const consumer = weir.consumer({ topics: ['t'], mode });
    expect(await codeOf(consumer.records().next())).toBe('TOPIC_AUTHORIZATION_FAILED');
    // Nothing is asked for again until the application goes on, whatever it hears of the cluster.
    const asked = service().fetchedFrom.length;
    cluster.publish();
    cluster.publish();
    await weir.producer().send({ topic: 't', value: 'a' });
    expect(service().fetchedFrom.length - asked).toBeLessThanOrEqual(1);
    await consumer.close();
  });

  it.each(['push', 'pull'] as const)('when it fetches (%s): of the stream', async (mode) => {
    await weir.connect();
    cluster.refuse = (path) =>
      path.startsWith('/weir.v1.LogService/Fetch')
        ? new WeirError('AUTHENTICATION_FAILED', 'No')
        : undefined;
    const consumer = weir.consumer({ topics: ['t'], mode });
    expect(await codeOf(consumer.records().next())).toBe('AUTHENTICATION_FAILED');
    await consumer.close();
  });

  it('when it joins a group, and when it commits', async () => {
    refuse('GroupService/Join', 'GROUP_AUTHORIZATION_FAILED');
    const member = weir.consumer({ groupId: 'g', topics: ['t'] });
    expect(await codeOf(member.records().next())).toBe('GROUP_AUTHORIZATION_FAILED');
    refuse('GroupService/CommitOffsets', 'GROUP_AUTHORIZATION_FAILED');
    const reader = weir.consumer({
      groupId: 'g',
      assignment: [{ topic: 't', partition: 0 }],
    });
    const offsets = [{ topic: 't', partition: 0, offset: 0 }];
    expect(await codeOf(reader.commit(offsets))).toBe('GROUP_AUTHORIZATION_FAILED');
  });

  it('when it administers', async () => {
    refuse('AdminService', 'CLUSTER_AUTHORIZATION_FAILED');
    expect(await codeOf(weir.admin().createTopic({ name: 'new' }))).toBe(
      'CLUSTER_AUTHORIZATION_FAILED',
    );
  });
});

describe('a pause that a node asks for is kept', () => {
  it('by a producer’s stream', async () => {
    const producer = weir.producer();
    await producer.send({ topic: 't', value: 'a' });
    service().faults.throttleMs = 600;
    await producer.send({ topic: 't', value: 'b' });
    const startedMs = performance.now();
    service().faults.throttleMs = 0;
    await producer.send({ topic: 't', value: 'c' });
    expect(performance.now() - startedMs).toBeGreaterThan(550);
    const nextMs = performance.now();
    await producer.send({ topic: 't', value: 'd' });
    expect(performance.now() - nextMs).toBeLessThan(500);
  });

  it('by a consumer that pulls', async () => {
    await weir.producer().send({ topic: 't', value: 'a' });
    service().faults.throttleMs = 600;
    await using consumer = weir.consumer({
      topics: ['t'],
      mode: 'pull',
      offsetReset: 'earliest',
    });
    const records = consumer.records();
    await records.next();
    const calls = service().fetchCalls;
    const startedMs = performance.now();
    await eventually(() => service().fetchCalls > calls, 'Another fetch', 30_000);
    expect(performance.now() - startedMs).toBeGreaterThan(500);
  });

  it('after a refusal, whatever else is heard of the cluster', async () => {
    await weir.connect();
    const attemptedMs: number[] = [];
    cluster.refuse = (path) => {
      if (!path.startsWith('/weir.v1.LogService/')) return undefined;
      attemptedMs.push(performance.now());
      const metadata = { retry_after_ms: '600' };
      return attemptedMs.length === 1
        ? new WeirError('THROTTLING_QUOTA_EXCEEDED', 'Too much', { metadata })
        : undefined;
    };
    const sent = weir.producer().send({ topic: 't', value: 'a' });
    await eventually(() => attemptedMs.length > 0);
    cluster.moveLeader(log as FakePartition, 1);
    await sent;
    const [first = 0, second = 0] = attemptedMs;
    expect(second - first).toBeGreaterThan(550);
  });
});
