import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { probeTcp } from './probe-tcp.ts';

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
  expect(await probeTcp('no address', 1_000)).toBe('silent');
});
