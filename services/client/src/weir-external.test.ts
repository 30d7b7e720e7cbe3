import { WeirError } from '@weir/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../test/eventually.ts';
import { FakeCluster } from '../test/fake-cluster.ts';
import { Cluster } from './cluster/cluster.ts';
import { Weir } from './weir.ts';

let fake: FakeCluster;
let cluster: Cluster;
let topicId: string;

/** Node 1 is the gateway, node 2 has an external address, node 3 has none. */
beforeEach(async () => {
  fake = await FakeCluster.start(3);
  fake.externalAddresses.set(2, external(2));
  fake.createTopic('t', 3);
  cluster = new Cluster({ bootstrap: fake.node(1).address, connect: 'external' });
  ({ topicId } = await cluster.topic('t'));
});

afterEach(async () => {
  await cluster.close();
  await fake[Symbol.asyncDispose]();
});

/** The same port by another name. */
function external(nodeId: number): string {
  return fake.node(nodeId).address.replace('127.0.0.1', 'localhost');
}

function leaderAddresses(): (string | undefined)[] {
  return [0, 1, 2].map((partition) => cluster.leaderOf(topicId, partition)?.address);
}

it('calls leaders at their external addresses, and where they have none the gateway', () => {
  const gateway = fake.node(1).address;
  expect(leaderAddresses()).toEqual([gateway, external(2), gateway]);
  expect(cluster.gateway).toBe(gateway);
  expect(cluster.leaderAddressCount).toBe(2);
});

it('takes a hint for the node that it names', () => {
  const metadata = { leader_address: fake.node(2).address, leader_epoch: '7' };
  const error = new WeirError('NOT_LEADER_OR_FOLLOWER', 'Moved', { metadata });
  cluster.noteNotLeader(topicId, 2, error);
  expect(cluster.leaderOf(topicId, 2)).toEqual({ address: external(2), leaderEpoch: 7 });
});

it('follows addresses that come and go', async () => {
  fake.externalAddresses.set(3, external(3));
  fake.externalAddresses.delete(2);
  fake.publish();
  const gateway = fake.node(1).address;
  await eventually(() => leaderAddresses()[2] === external(3));
  expect(leaderAddresses()).toEqual([gateway, gateway, external(3)]);
});

it('sends and reads there', async () => {
  await using weir = new Weir({ bootstrap: fake.node(1).address, connect: 'external' });
  await weir.producer().send({ topic: 't', partition: 1, value: 'a' });
  expect(fake.node(2).log.produced).toHaveLength(1);
  const assignment = [{ topic: 't', partition: 1 }];
  await using consumer = weir.consumer({ assignment });
  const values: (string | null)[] = [];
  for await (const record of consumer.records({ untilEnd: true })) values.push(record.text());
  expect(values).toEqual(['a']);
});
