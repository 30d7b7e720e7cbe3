import { createServer } from 'node:net';
import { ManualClock } from '@weir/core';
import { probeTcp, silentLogger } from '@weir/runtime';
import { expect, it } from 'vitest';
import { NodeLiveness } from './node-liveness.ts';

function setUp(address = '127.0.0.1:1') {
  const clock = new ManualClock();
  const dead: number[] = [];
  const liveness = new NodeLiveness({
    sessionTimeoutMs: 2_000,
    clock,
    logger: silentLogger,
    addressOf: () => address,
    onDead: (nodeId) => dead.push(nodeId),
    probe: probeTcp,
  });
  return { clock, dead, liveness };
}

it('takes silence for death only after the session timeout', () => {
  const { clock, dead, liveness } = setUp();
  liveness.seen(1);
  clock.advanceBy(1_500);
  liveness.seen(1);
  clock.advanceBy(1_900);
  expect(dead).toEqual([]);
  clock.advanceBy(200);
  expect(dead).toEqual([1]);
});

it('takes a broken stream and a refusing port for death at once', async () => {
  const { dead, liveness } = setUp();
  liveness.seen(1);
  await liveness.probe(1);
  expect(dead).toEqual([1]);
});

it('does not take a broken stream for death while the port answers', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const { dead, liveness } = setUp(`127.0.0.1:${port}`);
  liveness.seen(1);
  await liveness.probe(1);
  expect(dead).toEqual([]);
  await new Promise((resolve) => server.close(resolve));
});
