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
  expect((await get('/nowhere')).status).toBe(404);
  await server.stop();
});
