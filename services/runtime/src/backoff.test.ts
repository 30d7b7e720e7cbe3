import { SeededRandom } from '@weir/core';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { Backoff } from './backoff.ts';
import { probeTcp } from './probe-tcp.ts';
import { splitAddress } from './split-address.ts';

it('doubles from the least to the largest wait and starts again after a reset', () => {
  const backoff = new Backoff({ minMs: 50, maxMs: 400, random: new SeededRandom(1) });
  const waits = Array.from({ length: 20 }, () => backoff.next());
  for (const [index, wait] of waits.entries()) {
    const full = Math.min(400, 50 * 2 ** index);
    expect(wait).toBeGreaterThanOrEqual(full / 2);
    expect(wait).toBeLessThanOrEqual(full + 1);
  }
  backoff.reset();
  expect(backoff.next()).toBeLessThanOrEqual(51);
});

it('tells a port that answers from one that refuses', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  expect(await probeTcp(`127.0.0.1:${port}`, 1_000)).toBe('open');
  await new Promise((resolve) => server.close(resolve));
  expect(await probeTcp(`127.0.0.1:${port}`, 1_000)).toBe('refused');
});

it('splits host and port, and refuses what is neither', () => {
  expect(splitAddress('node-1.weir:7420')).toEqual({ host: 'node-1.weir', port: 7420 });
  expect(splitAddress('[::1]:7420')).toEqual({ host: '::1', port: 7420 });
  for (const bad of ['', 'host', 'host:', 'host:0', 'host:70000', '::1:7420']) {
    expect(() => splitAddress(bad)).toThrow(/host:port/);
  }
});
