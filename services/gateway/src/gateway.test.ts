import { systemRandom } from '@weir/core';
import { MetadataService } from '@weir/protos';
import {
  createMetadataHandlers,
  MetadataView,
  RpcServer,
  silentLogger,
  systemClock,
} from '@weir/runtime';
import { expect, it, onTestFinished } from 'vitest';
import { Gateway } from './gateway.ts';

/** A service of a cluster without anything, at a port, or at a free one. */
async function serve(port = 0) {
  const view = new MetadataView();
  view.replace({
    ...{ clusterId: 'fake', generation: 'one', version: 1, groupShards: 64 },
    ...{ controllerAddress: '', nodes: [], coordinators: [], topics: [] },
  });
  const server = new RpcServer({ logger: silentLogger });
  server.addService(MetadataService.service, createMetadataHandlers(view));
  const listening = await server.listen({ host: '127.0.0.1', port });
  const stop = (): Promise<void> => server.stop({ graceMs: 0 });
  onTestFinished(stop);
  return { ...listening, stop };
}

function gatewayOf(address: string): Gateway {
  const gateway = new Gateway({
    ...{ bootstrap: [address], clock: systemClock, random: systemRandom },
    logger: silentLogger,
  });
  onTestFinished(() => gateway.stop());
  return gateway;
}

it('is ready while it hears of the cluster, until it is drained', async () => {
  const service = await serve();
  const gateway = gatewayOf(service.address);
  expect(gateway.isReady).toBe(false);
  await gateway.start();
  expect(gateway.isReady).toBe(true);

  await service.stop();
  await expect.poll(() => gateway.isReady).toBe(false);
  await serve(service.port);
  await expect.poll(() => gateway.isReady).toBe(true);
  gateway.drain();
  expect(gateway.isReady).toBe(false);
});

it('waits for a cluster that comes later', async () => {
  const { address, port, stop } = await serve();
  await stop();
  const gateway = gatewayOf(address);
  const started = gateway.start();
  await serve(port);
  await started;
  expect(gateway.isReady).toBe(true);
});

it('waits no longer when it is told to stop', async () => {
  const { address, stop } = await serve();
  await stop();
  const told = new AbortController();
  const started = gatewayOf(address).start(told.signal);
  told.abort();
  await expect(started).rejects.toMatchObject({ code: 'CANCELLED' });
});
