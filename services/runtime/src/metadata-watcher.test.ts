import { createServer } from 'node:net';
import { ManualClock, WeirError } from '@weir/core';
import { MetadataService, type WatchMetadataResponse } from '@weir/protos';
import { expect, it, onTestFinished, vi } from 'vitest';
import { delta, snapshot, topic } from '../test/metadata-events.ts';
import { callUnary } from './call-unary.ts';
import { ChannelPool } from './channel-pool.ts';
import { handleServerStream } from './handle-stream.ts';
import { silentLogger } from './logger.ts';
import { createMetadataHandlers } from './metadata-handlers.ts';
import { MetadataView } from './metadata-view.ts';
import { MetadataWatcher, type MetadataWatcherOptions } from './metadata-watcher.ts';
import { RpcServer } from './rpc-server.ts';
import { unrestrictedCaller } from './security/caller.ts';
import { fromServiceError } from './service-error.ts';
import { systemClock } from './system-clock.ts';

async function serve(view: MetadataView) {
  const server = new RpcServer({ logger: silentLogger });
  server.addService(MetadataService.service, { ...createMetadataHandlers(view) });
  const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.stop({ graceMs: 1 }));
  return { server, address };
}

function pool(): ChannelPool {
  const channels = new ChannelPool();
  onTestFinished(() => {
    channels.close();
  });
  return channels;
}

function watch(addresses: readonly string[], options: Partial<MetadataWatcherOptions> = {}) {
  const view = new MetadataView();
  const watcher = new MetadataWatcher({
    view,
    addresses: () => addresses,
    channels: pool(),
    clock: systemClock,
    logger: silentLogger,
    ...options,
  });
  onTestFinished(() => watcher.stop());
  watcher.start();
  return { view, watcher };
}

it('follows another view over the wire, also past the end of a server', async () => {
  const source = new MetadataView();
  source.replace(snapshot(1));
  const first = await serve(source);
  const addresses = [first.address];
  const { view } = watch(addresses);
  await view.waitFor(() => view.version === 1, { timeoutMs: 5_000 });
  source.apply(delta(1, [topic('1', 'orders')]));
  await view.waitFor(() => view.topicByName('orders') !== undefined, { timeoutMs: 5_000 });

  await first.server.stop({ graceMs: 1 });
  source.apply(delta(2, [], ['1']));
  addresses[0] = (await serve(source)).address;
  await view.waitFor(() => view.version === 3, { timeoutMs: 5_000 });
  expect(view.topicByName('orders')).toBeUndefined();
});

it('tells which address it follows, and whether it does', async () => {
  const source = new MetadataView();
  source.replace(snapshot(1));
  const [first, second] = [await serve(source), await serve(source)];
  const followed: string[] = [];
  const { watcher } = watch([first.address, second.address], {
    onFollowing: (address) => followed.push(address),
  });
  await expect.poll(() => watcher.isFollowing).toBe(true);
  expect(followed).toEqual([first.address]);

  await first.server.stop({ graceMs: 1 });
  await expect.poll(() => followed).toEqual([first.address, second.address]);
  expect(watcher.isFollowing).toBe(true);
  await second.server.stop({ graceMs: 1 });
  await expect.poll(() => watcher.isFollowing).toBe(false);
});

it('asks again for a snapshot after a delta that does not follow', async () => {
  const snapshots: WatchMetadataResponse[] = [
    { event: 'snapshot', snapshot: snapshot(1) },
    { event: 'snapshot', snapshot: snapshot(9, [topic('1', 'orders')]) },
  ];
  const server = new RpcServer({ logger: silentLogger });
  server.addService(MetadataService.service, {
    WatchMetadata: handleServerStream(async (_request, stream, { signal }) => {
      const event = snapshots.shift();
      if (event !== undefined) stream.write(event);
      stream.write(delta(7, []));
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
    }),
  });
  const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.stop({ graceMs: 1 }));
  const { view } = watch([address]);
  await view.waitFor(() => view.version === 9, { timeoutMs: 5_000 });
  expect(view.topicByName('orders')).toBeDefined();
});

it('goes on to the next address when one accepts and then says nothing', async () => {
  const hung = createServer();
  await new Promise<void>((resolve) => {
    hung.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    hung.close();
  });
  const bound = hung.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const source = new MetadataView();
  source.replace(snapshot(1));
  const { address } = await serve(source);
  const clock = new ManualClock();
  const { view } = watch([`127.0.0.1:${port}`, address], { clock });
  await vi.waitFor(
    () => {
      // Time for the silence to be too long, then for the wait before the next attempt.
      if (!view.isLoaded) clock.advanceBy(1_000);
      expect(view.version).toBe(1);
    },
    { timeout: 10_000, interval: 20 },
  );
});

it('goes on to the next address when one is no address at all', async () => {
  const source = new MetadataView();
  source.replace(snapshot(1));
  const { address } = await serve(source);
  const { view } = watch(['', address]);
  await view.waitFor(() => view.isLoaded, { timeoutMs: 5_000 });
  expect(view.version).toBe(1);
});

it('gives a slow watcher a snapshot and never queues its deltas', async () => {
  const source = new MetadataView();
  source.replace(snapshot(1));
  const { address } = await serve(source);
  const stream = pool().client(MetadataService, address).watchMetadata({});
  stream.on('error', () => undefined);
  const received: WatchMetadataResponse[] = [];
  const view = new MetadataView();
  await new Promise<void>((resolve) => {
    stream.once('data', (event: WatchMetadataResponse) => {
      view.apply(event);
      stream.pause();
      resolve();
    });
  });
  const large = { ...topic('1', 'orders'), configs: { note: 'x'.repeat(100_000) } };
  for (let version = 1; version <= 500; version += 1) source.apply(delta(version, [large]));

  stream.on('data', (event: WatchMetadataResponse) => {
    received.push(event);
    if (!view.apply(event)) stream.cancel();
  });
  stream.resume();
  await view.waitFor(() => view.version === 501, { timeoutMs: 10_000 });
  expect(received.length).toBeLessThan(100);
  expect(received.at(-1)?.event).toBe('snapshot');
  stream.cancel();
});

it('ends its watchers when the server stops', async () => {
  const source = new MetadataView();
  source.replace(snapshot(1));
  const { server, address } = await serve(source);
  const stream = pool().client(MetadataService, address).watchMetadata({});
  const failed = new Promise((resolve) => stream.on('error', resolve));
  await new Promise((resolve) => stream.once('data', resolve));
  const startedMs = performance.now();
  await server.stop({ graceMs: 20_000 });
  expect(fromServiceError(await failed).code).toBe('SHUTTING_DOWN');
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});

it('answers UNAVAILABLE until it has heard from a controller, then by topic names', async () => {
  const view = new MetadataView();
  const { address } = await serve(view);
  const client = pool().client(MetadataService, address);
  const get = () => callUnary(client, 'getMetadata', { topics: ['orders'] }, { deadlineMs: 5_000 });
  await expect(get()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  view.replace(snapshot(4, [topic('1', 'orders'), topic('2', 'other')]));
  const { snapshot: answered } = await get();
  expect(answered?.topics.map(({ name }) => name)).toEqual(['orders']);
});

it('tells that it was refused for who it is, and goes on, not more than once a second', async () => {
  const source = new MetadataView();
  source.replace(snapshot(1));
  let attempts = 0;
  const server = new RpcServer({
    logger: silentLogger,
    security: {
      identify: () => {
        attempts += 1;
        if (attempts < 3) throw new WeirError('AUTHENTICATION_FAILED', 'Who are you?');
        return unrestrictedCaller;
      },
    },
  });
  server.addService(MetadataService.service, { ...createMetadataHandlers(source) });
  const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.stop({ graceMs: 1 }));
  const refusals: string[] = [];
  const startedMs = performance.now();
  const { view } = watch([address], { onFailure: (_address, { code }) => refusals.push(code) });
  await view.waitFor(() => view.isLoaded, { timeoutMs: 30_000 });
  expect(refusals).toEqual(['AUTHENTICATION_FAILED', 'AUTHENTICATION_FAILED']);
  expect(performance.now() - startedMs).toBeGreaterThan(1_900);
});
