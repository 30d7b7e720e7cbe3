import { type AclRule, clusterResource, type WeirError } from '@weir/core';
import { callUnary, unrestrictedCaller } from '@weir/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { allow, RuleCaller } from '@weir/runtime/fixtures';
import { TestCluster } from '../test/test-cluster.ts';

const options = { deadlineMs: 30_000 };
let cluster: TestCluster;
let caller: RuleCaller;

beforeEach(async () => {
  caller = new RuleCaller();
  cluster = await TestCluster.start({
    nodes: 1,
    security: {
      identify: (call) =>
        call.getPath().startsWith('/weir.v1.AdminService/') ? caller : unrestrictedCaller,
    },
  });
  caller.change([onCluster('create')]);
  for (const name of ['orders', 'secrets']) {
    await cluster.createTopic(name, { replicationFactor: 1 });
  }
  caller.change([]);
});

afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
});

function onCluster(operation: string): AclRule {
  return allow(operation as 'alter', clusterResource.name, 'cluster');
}

const onTopic = (operation: string) => allow(operation as 'alter', 'orders');

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => '',
    (error: unknown) => (error as WeirError).code,
  );

/** What becomes of a call without any right, and with this one alone. */
async function outcomes(call: () => Promise<unknown>, right: AclRule): Promise<string[]> {
  caller.change([]);
  const without = await codeOf(call());
  caller.change([right]);
  return [without, await codeOf(call())];
}

/** Every call about one topic, with the right that it needs. */
function topicCalls(name: string): [string, () => Promise<unknown>][] {
  const { admin } = cluster;
  return [
    ['describe', () => callUnary(admin, 'describeTopic', { name }, options)],
    ['alter', () => callUnary(admin, 'addPartitions', { name, totalPartitions: 2 }, options)],
    ['alter-configs', () => callUnary(admin, 'alterTopicConfigs', { name }, options)],
    ['delete', () => callUnary(admin, 'deleteTopic', { name }, options)],
    [
      'create',
      () => callUnary(admin, 'createTopic', { name, partitions: 1, replicationFactor: 1 }, options),
    ],
  ];
}

it('asks for the right of each call about a topic', async () => {
  for (const [operation, call] of topicCalls('orders')) {
    expect([operation, ...(await outcomes(call, onTopic(operation)))]).toEqual([
      operation,
      'TOPIC_AUTHORIZATION_FAILED',
      '',
    ]);
  }
});

it('does not tell a topic that may not be known of from one that does not exist', async () => {
  for (const name of ['secrets', 'nowhere']) {
    for (const [operation, call] of topicCalls(name)) {
      expect([operation, await codeOf(call())]).toEqual([operation, 'TOPIC_AUTHORIZATION_FAILED']);
    }
  }
});

it('asks for the right of each call about the cluster', async () => {
  const { admin } = cluster;
  const preferred = { type: 'ELECTION_TYPE_PREFERRED' as const };
  const calls: [string, () => Promise<unknown>][] = [
    ['describe', () => callUnary(admin, 'describeCluster', {}, options)],
    ['describe', () => callUnary(admin, 'listPartitionReassignments', {}, options)],
    ['describe', () => callUnary(admin, 'listAudit', {}, options)],
    ['alter', () => callUnary(admin, 'electLeaders', preferred, options)],
    ['alter', () => callUnary(admin, 'alterPartitionReassignments', {}, options)],
    ['alter', () => callUnary(admin, 'balanceReplicas', {}, options)],
    ['alter', () => callUnary(admin, 'decommissionNode', { nodeId: 1 }, options)],
    ['alter', () => callUnary(admin, 'setNodeDrain', { nodeId: 1 }, options)],
    ['write', () => callUnary(admin, 'registerProducer', { name: 'p' }, options)],
  ];
  for (const [operation, call] of calls) {
    expect([operation, ...(await outcomes(call, onCluster(operation)))]).toEqual([
      operation,
      'CLUSTER_AUTHORIZATION_FAILED',
      '',
    ]);
  }
  const remove = () => callUnary(admin, 'removeNode', { nodeId: 9 }, options);
  expect(await outcomes(remove, onCluster('alter'))).toEqual([
    'CLUSTER_AUTHORIZATION_FAILED',
    'NODE_ID_NOT_REGISTERED',
  ]);
});

it('lists the topics that may be described, and configs to those who may see them', async () => {
  caller.change([onTopic('describe')]);
  const { topics } = await callUnary(cluster.admin, 'listTopics', {}, options);
  expect(topics.map(({ name }) => name)).toEqual(['orders']);
  const describe = () => callUnary(cluster.admin, 'describeTopic', { name: 'orders' }, options);
  expect((await describe()).configs).toEqual([]);
  caller.change([onTopic('describe'), onTopic('describe-configs')]);
  expect((await describe()).configs.length).toBeGreaterThan(5);
});
