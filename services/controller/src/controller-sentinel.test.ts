import { silentLogger } from '@weir/runtime';
import { RedisMetadataStore } from '@weir/store';
import { RedisSet } from '@weir/store/fixtures';
import { expect, it, onTestFinished, vi } from 'vitest';
import { TestCluster } from '../test/test-cluster.ts';

async function storeOf(redis: RedisSet): Promise<RedisMetadataStore> {
  const store = new RedisMetadataStore({
    redisSentinels: redis.addresses,
    redisSentinelMaster: 'weir',
    logger: silentLogger,
  });
  onTestFinished(() => store[Symbol.asyncDispose]());
  await store.open();
  return store;
}

it('goes on after a failover of Redis, and takes back from the nodes what Redis had lost by it', async () => {
  const redis = await RedisSet.start();
  onTestFinished(() => redis[Symbol.asyncDispose]());
  const store = await storeOf(redis);
  const cluster = await TestCluster.start({ controller: { store } });
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  await cluster.addController({ controllerId: 'c2', store: await storeOf(redis) });
  const orders = await cluster.createTopic('orders', { partitions: 4 });
  await redis.cutReplica();
  const late = await cluster.createTopic('late', { configs: { 'retention.ms': '5000' } });
  const { generation } = cluster.active.controller.metadata;

  await redis.servers[0]?.kill();
  const hasNext = (): boolean =>
    cluster.controllers.some(
      ({ controller }) => controller.isActive && controller.metadata.generation !== generation,
    );
  await vi.waitUntil(hasNext, { timeout: 30_000, interval: 20 });
  const { controller } = cluster.active;
  await vi.waitUntil(() => controller.metadata.topics().length === 2, { timeout: 10_000 });
  expect(controller.counts.rebuilds).toBe(1);
  for (const topic of [orders, late]) {
    const now = controller.metadata.topicByName(topic.name);
    expect(now).toMatchObject({ topicId: topic.topicId, configs: topic.configs });
    expect(now?.partitions.every(({ leader }) => leader !== undefined)).toBe(true);
  }
  expect(await store.read('topics', late.topicId)).not.toBeNull();
  for (const node of cluster.nodes.values()) expect(node.countOf('DeleteReplicas')).toBe(0);
  await cluster.createTopic('next');
}, 90_000);
