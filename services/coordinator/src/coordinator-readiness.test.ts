import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TestCluster } from './coordinator.fixture.ts';
import { FlakyStore } from './store/flaky-store.fixture.ts';
import { TestController } from './test-controller.fixture.ts';

const wait = { timeout: 10_000, interval: 5 };

let cluster: TestCluster;
let controller: TestController;

beforeEach(async () => {
  cluster = new TestCluster();
  controller = new TestController();
  await Promise.all([cluster.open(), controller.listen()]);
});

afterEach(async () => {
  await cluster.close();
  await controller.server.stop({ graceMs: 0 });
});

it('is ready once a controller has its session and its shards are loaded', async () => {
  const { coordinator } = await cluster.startAlone();
  // Its shards are served, and nobody can learn that from a controller.
  expect(coordinator.isReady).toBe(false);
  cluster.controllers = [controller.address];
  await vi.waitUntil(() => coordinator.isReady, wait);
  await controller.server.stop({ graceMs: 0 });
  await vi.waitUntil(() => !coordinator.isReady, wait);
});

it('is not ready while the store does not let it hold anything, nor once it stops', async () => {
  cluster.controllers = [controller.address];
  const store = new FlakyStore(cluster.store);
  const running = await cluster.start('one', {}, store);
  const { coordinator } = running;
  await vi.waitUntil(() => coordinator.isReady, wait);
  store.isDown = true;
  await vi.waitUntil(() => !coordinator.isReady, wait);
  store.isDown = false;
  await vi.waitUntil(() => coordinator.isReady, wait);
  const stopped = coordinator.stop();
  expect(coordinator.isReady).toBe(false);
  await stopped;
});
