import type { NodeId } from '@weir/core';
import { type DrainNodeRequest, type DrainNodeResponse, NodeRegistryService } from '@weir/protos';
import { ChannelPool, handleUnary, RpcServer, silentLogger, systemClock } from '@weir/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { NodeDrain, type NodeDrainOptions } from './node-drain.ts';

/** A controller that answers drains as it is told, and how many partitions the node leads. */
class DrainScene {
  readonly server = new RpcServer({ logger: silentLogger });
  readonly channels = new ChannelPool();
  readonly requests: DrainNodeRequest[] = [];
  blockedBy = '';
  leaderships = 2;
  onAsked: () => void = () => undefined;
  #address = '';

  async listen(): Promise<void> {
    const registered = {
      DrainNode: handleUnary(async (request: DrainNodeRequest) => this.#answer(request)),
    };
    this.server.addService(NodeRegistryService.service, registered);
    ({ address: this.#address } = await this.server.listen({ host: '127.0.0.1', port: 0 }));
  }

  drain(options: Partial<NodeDrainOptions> = {}): NodeDrain {
    const session = { address: this.#address, nodeEpoch: 7 };
    return new NodeDrain({
      ...{ nodeId: 1 as NodeId, channels: this.channels, clock: systemClock, logger: silentLogger },
      registration: {
        ...{ hasRegistered: true, renew: () => undefined },
        sessionWithin: async () => session,
      },
      leaderships: () => this.leaderships,
      handOverTimeoutMs: 2_000,
      turnTimeoutMs: 10_000,
      ...options,
    });
  }

  async stop(): Promise<void> {
    await this.server.stop({ graceMs: 100 });
    this.channels.close();
  }

  #answer(request: DrainNodeRequest): DrainNodeResponse {
    this.requests.push(request);
    const { blockedBy } = this;
    const isHeldBack = request.waitsForTurn && blockedBy !== '';
    if (!isHeldBack) this.leaderships = 0;
    this.onAsked();
    return {
      remainingLeaders: 0,
      blockedBy: isHeldBack ? blockedBy : '',
      unguardedPartitions: 0,
    };
  }
}

let scene: DrainScene;

beforeEach(async () => {
  scene = new DrainScene();
  await scene.listen();
});

afterEach(async () => {
  await scene.stop();
});

it('hands its leaderships over when it is its turn, and goes on draining', async () => {
  const drain = scene.drain();
  expect(drain.isDraining).toBe(false);
  expect(await drain.drain()).toEqual({ isDrained: true, text: 'drained, leads 0 partitions' });
  expect(scene.requests[0]).toEqual({ nodeId: 1, nodeEpoch: 7, waitsForTurn: true });
  expect(drain.isDraining).toBe(true);
});

it('answers only when the others are enough after its leaderships have moved', async () => {
  const drain = scene.drain();
  const said: (boolean | undefined)[] = [];
  scene.onAsked = () => {
    said.push(drain.isDraining);
    scene.blockedBy = said.length < 3 ? 'some would be short' : '';
  };
  expect((await drain.drain()).isDrained).toBe(true);
  expect(said).toEqual([undefined, true, true, true]);
});

it('asks again until it is its turn, and does not count as draining meanwhile', async () => {
  scene.blockedBy = 'node 2 drains';
  const drain = scene.drain();
  const said: (boolean | undefined)[] = [];
  scene.onAsked = () => {
    said.push(drain.isDraining);
    if (scene.requests.length === 3) scene.blockedBy = '';
  };
  const both = [drain.drain(), drain.drain()];
  expect(await Promise.all(both)).toEqual([
    { isDrained: true, text: 'drained, leads 0 partitions' },
    { isDrained: true, text: 'drained, leads 0 partitions' },
  ]);
  expect(said.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  expect(scene.requests).toHaveLength(5);
});

it('goes on all the same when its turn does not come, and says so', async () => {
  scene.blockedBy = 'node 2 drains';
  const drain = scene.drain({ turnTimeoutMs: 0 });
  expect(await drain.drain()).toEqual({
    isDrained: false,
    text: 'waited in vain: node 2 drains; leads 0 partitions',
  });
  expect(scene.requests.map(({ waitsForTurn }) => waitsForTurn)).toEqual([true, false]);
  expect(drain.isDraining).toBe(true);
});

it('is taken back while it waits and after it has drained', async () => {
  scene.blockedBy = 'node 2 drains';
  const drain = scene.drain();
  const asked = new Promise<void>((resolve) => {
    scene.onAsked = resolve;
  });
  const waiting = drain.drain();
  await asked;
  await drain.cancel();
  expect(await waiting).toEqual({ isDrained: false, text: 'the drain was taken back' });
  expect(drain.isDraining).toBe(false);

  scene.blockedBy = '';
  await drain.drain();
  expect(drain.isDraining).toBe(true);
  await drain.cancel();
  expect(drain.isDraining).toBe(false);
});

it('is taken back while the others join its former partitions', async () => {
  const drain = scene.drain();
  const asked = new Promise<void>((resolve) => {
    scene.onAsked = () => {
      if (scene.blockedBy !== '') resolve();
      scene.blockedBy = '2 partitions, orders/0 among them, would have too few replicas in sync';
    };
  });
  const draining = drain.drain();
  await asked;
  await drain.cancel();
  expect(await draining).toEqual({ isDrained: false, text: 'the drain was taken back' });
  expect(drain.isDraining).toBe(false);
});

it('stops waiting for its turn when the node stops', async () => {
  scene.blockedBy = 'node 2 drains';
  const drain = scene.drain();
  const asked = new Promise<void>((resolve) => {
    scene.onAsked = resolve;
  });
  const waiting = drain.drain();
  await asked;
  await drain.handOver();
  expect(scene.requests.at(-1)?.waitsForTurn).toBe(false);
  expect(drain.isDraining).toBe(true);
  expect((await waiting).isDrained).toBe(false);
});

it('has nothing to drain when it was never registered', async () => {
  const registration = {
    ...{ hasRegistered: false, renew: () => undefined },
    sessionWithin: () => new Promise<undefined>(() => undefined),
  };
  const { isDrained } = await scene.drain({ registration }).drain();
  expect(isDrained).toBe(true);
});

it('gives up when no controller answers', async () => {
  const registration = {
    ...{ hasRegistered: true, renew: () => undefined },
    sessionWithin: async () => undefined,
  };
  expect(await scene.drain({ registration }).drain()).toEqual({
    isDrained: false,
    text: 'waited in vain: no controller answers; leads 2 partitions',
  });
});
