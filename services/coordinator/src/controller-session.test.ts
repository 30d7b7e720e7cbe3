import { systemRandom, WeirError } from '@weir/core';
import {
  type CoordinatorSessionRequest,
  type CoordinatorSessionResponseInput,
  NodeRegistryService,
} from '@weir/protos';
import { ChannelPool, handleBidiStream, RpcServer, silentLogger, systemClock } from '@weir/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ControllerSession } from './controller-session.ts';

const wait = { timeout: 10_000, interval: 5 };

/** The part of a controller that a coordinator's session meets. */
class TestController {
  readonly messages: CoordinatorSessionRequest[] = [];
  readonly server = new RpcServer({ logger: silentLogger });
  address = '';
  /** Ends the session that is open. */
  end: () => void = () => undefined;
  /** The active controller, where this one is not. */
  active: string | undefined;

  async listen(): Promise<void> {
    const handlers = {
      CoordinatorSession: handleBidiStream<
        CoordinatorSessionRequest,
        CoordinatorSessionResponseInput
      >(async (stream, { signal }) => {
        if (this.active !== undefined) {
          throw new WeirError('NOT_CONTROLLER', 'A standby', {
            metadata: { controller: this.active },
          });
        }
        await new Promise<void>((resolve) => {
          this.end = resolve;
          stream.on('data', (message: CoordinatorSessionRequest) => {
            this.messages.push(message);
            stream.write({ controllerToken: 1, clusterId: 'cluster' });
          });
          stream.on('end', resolve);
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
      }),
    };
    this.server.addService(NodeRegistryService.service, handlers);
    ({ address: this.address } = await this.server.listen({ host: '127.0.0.1', port: 0 }));
  }
}

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
