import { expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';
import { OpsServer } from './ops-server.ts';

it('serves metrics and probes', async () => {
  const metrics = createMetrics();
  metrics.counter({ name: 'weir_test_things_total', help: 'Things' }).inc(2);
  let isReady = false;
  const server = new OpsServer({
    host: '127.0.0.1',
    port: 0,
    metrics,
    isLive: () => true,
    isReady: () => isReady,
    isStarted: () => true,
  });
  const port = await server.listen();
  const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);

  expect(await (await get('/metrics')).text()).toContain('weir_test_things_total 2');
  expect((await get('/readyz')).status).toBe(503);
  isReady = true;
  expect((await get('/readyz')).status).toBe(200);
  expect((await get('/readyz?verbose')).status).toBe(200);
  expect((await get('/nowhere')).status).toBe(404);
  await server.stop();
});

it('fails a scrape whose gauge cannot tell its value, and nothing else', async () => {
  const metrics = createMetrics();
  metrics.gauge({ name: 'weir_test_broken_count', help: 'Broken' }, () => {
    throw new Error('Not open yet');
  });
  const isUp = (): boolean => true;
  const server = new OpsServer({
    host: '127.0.0.1',
    port: 0,
    metrics,
    isLive: isUp,
    isReady: isUp,
    isStarted: isUp,
  });
  const port = await server.listen();
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(500);
  expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
  await server.stop();
});

it('names the port that is in use', async () => {
  const metrics = createMetrics();
  const isUp = (): boolean => true;
  const options = { metrics, isLive: isUp, isReady: isUp, isStarted: isUp, host: '127.0.0.1' };
  const first = new OpsServer({ ...options, port: 0 });
  const port = await first.listen();
  await expect(new OpsServer({ ...options, port }).listen()).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining(`127.0.0.1:${port}`) as string,
  });
  await first.stop();
});
