import { systemRandom } from '@weir/core';
import { ChannelPool, silentLogger, systemClock } from '@weir/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ControllerSession } from './controller-session.ts';
import { TestController } from './test-controller.fixture.ts';

const wait = { timeout: 10_000, interval: 5 };

let active: TestController;
let standby: TestController;
let channels: ChannelPool;
let shards: number[];
let session: ControllerSession;

beforeEach(async () => {
  channels = new ChannelPool();
  active = new TestController();
  standby = new TestController();
  await Promise.all([active.listen(), standby.listen()]);
  standby.active = active.address;
  shards = [1, 2];
  session = new ControllerSession({
    coordinatorId: 'one',
    address: '127.0.0.1:7',
    controllers: () => [standby.address],
    shards: () => shards,
    channels,
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
  });
  session.start();
  await vi.waitUntil(() => active.messages.length === 1, wait);
});

afterEach(async () => {
  await session.stop();
  channels.close();
  await Promise.all([active, standby].map(({ server }) => server.stop({ graceMs: 50 })));
});

it('finds the active controller and tells it where it is and what it holds', () => {
  expect(active.messages).toEqual([
    {
      coordinatorId: 'one',
      address: '127.0.0.1:7',
      shards: [1, 2],
      isStopping: false,
      needsOffsetsTopic: false,
    },
  ]);
});

it('tells changes of shards together, and goodbye', async () => {
  shards = [1, 2, 3];
  session.announce();
  session.announce();
  await vi.waitUntil(() => active.messages.length === 2, wait);
  expect(active.messages[1]?.shards).toEqual([1, 2, 3]);
  await session.stop();
  expect(active.messages).toHaveLength(3);
  expect(active.messages[2]).toMatchObject({
    shards: [],
    isStopping: true,
    needsOffsetsTopic: false,
  });
});

it('turns to another controller that becomes the active one', async () => {
  standby.active = undefined;
  active.active = standby.address;
  session.follow(standby.address);
  await vi.waitUntil(() => standby.messages.length === 1, wait);
  expect(standby.messages[0]?.shards).toEqual([1, 2]);
});

it('opens another session when its controller ends the one it has', async () => {
  active.end();
  await vi.waitUntil(() => active.messages.length === 2, wait);
  expect(active.messages[1]).toEqual(active.messages[0]);
});
