import { MetadataService, type MetadataSnapshot, type Topic } from '@weir/protos';
import { afterEach, expect, it } from 'vitest';
import { ChannelPool } from './channel-pool.ts';
import { silentLogger } from './logger.ts';
import { createMetadataHandlers } from './metadata-handlers.ts';
import { MetadataView } from './metadata-view.ts';
import { MetadataWatcher } from './metadata-watcher.ts';
import { RpcServer } from './rpc-server.ts';
import { systemClock } from './system-clock.ts';

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function topic(topicId: string, name: string): Topic {
  return {
    topicId,
    name,
    internal: false,
    configs: {},
    configVersion: 1,
    replicationFactor: 1,
    partitions: [],
  };
}

function snapshot(version: number, topics: Topic[] = []): MetadataSnapshot {
  return {
    clusterId: 'c',
    generation: 'g',
    version,
    controllerAddress: '127.0.0.1:1',
    nodes: [],
    coordinators: [{ coordinatorId: 'a', address: '127.0.0.1:2', shards: [3] }],
    topics,
    groupShards: 64,
  };
}

function delta(previousVersion: number, topics: Topic[], removedTopicIds: string[] = []) {
  return {
    event: 'delta' as const,
    delta: {
      generation: 'g',
      previousVersion,
      version: previousVersion + 1,
      nodes: [],
      removedNodeIds: [],
      coordinators: [],
      removedCoordinatorIds: [],
      topics,
      removedTopicIds,
    },
  };
}

it('finds topics by name and coordinators by shard', () => {
  const view = new MetadataView();
  view.replace(snapshot(1, [topic('1', 'orders')]));
  expect(view.topicByName('orders')?.topicId).toBe('1');
  expect(view.coordinatorForShard(3)?.coordinatorId).toBe('a');
  expect(view.coordinatorForShard(4)).toBeUndefined();
  expect(view.snapshot(['orders', 'nowhere']).topics).toHaveLength(1);
});

it('applies a delta only on the version that it follows', () => {
  const view = new MetadataView();
  view.replace(snapshot(1));
  expect(view.apply(delta(2, [topic('1', 'late')]))).toBe(false);
  expect(view.apply(delta(1, [topic('1', 'orders')]))).toBe(true);
  expect(view.version).toBe(2);
  expect(view.topicByName('late')).toBeUndefined();
});

it('keeps the name of a topic that was deleted and created again', () => {
  const view = new MetadataView();
  view.replace(snapshot(1, [topic('1', 'orders')]));
  expect(view.apply(delta(1, [topic('2', 'orders')], ['1']))).toBe(true);
  expect(view.topicByName('orders')?.topicId).toBe('2');
});

it('names what did not come in time', async () => {
  const view = new MetadataView();
  const wait = view.waitFor(() => false, { timeoutMs: 10, what: 'leader of orders/0' });
  await expect(wait).rejects.toMatchObject({
    code: 'REQUEST_TIMED_OUT',
    message: 'No leader of orders/0 within 10 ms',
  });
});

it('follows another view over the wire, also past the end of a server', async () => {
  const source = new MetadataView();
  source.replace(snapshot(1));
  const first = await serve(source);
  const addresses = [first.address];
  const channels = new ChannelPool();
  const view = new MetadataView();
  const watcher = new MetadataWatcher({
    view,
    addresses: () => addresses,
    channels,
    clock: systemClock,
    logger: silentLogger,
  });
  cleanups.push(async () => {
    await watcher.stop();
    channels.close();
  });
  watcher.start();
  await view.waitFor(() => view.version === 1, { timeoutMs: 5_000 });
  source.apply(delta(1, [topic('1', 'orders')]));
  await view.waitFor(() => view.topicByName('orders') !== undefined, { timeoutMs: 5_000 });

  await first.server.stop({ graceMs: 1 });
  source.apply(delta(2, [], ['1']));
  addresses[0] = (await serve(source)).address;
  await view.waitFor(() => view.version === 3, { timeoutMs: 5_000 });
  expect(view.topicByName('orders')).toBeUndefined();
});

async function serve(view: MetadataView) {
  const server = new RpcServer({ logger: silentLogger });
  server.addService(MetadataService.service, { ...createMetadataHandlers(view) });
  const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
  cleanups.push(() => server.stop({ graceMs: 1 }));
  return { server, address };
}
