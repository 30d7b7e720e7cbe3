import { Weir } from '@weir/client';
import { expect, it } from 'vitest';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { temporaryDirectory } from '../harness/temporary-directory.ts';

it('takes no writes over HTTP where it is told so, and serves no console', async () => {
  await using directory = await temporaryDirectory();
  await using standalone = await StandaloneProcess.create({
    directory: directory.path,
    args: ['--http-read-only', '--console', 'false'],
  });
  await standalone.start();
  const url = `http://${standalone.address}`;
  // It is about HTTP alone.
  await using weir = new Weir({ bootstrap: standalone.address });
  await weir.admin().createTopic({ name: 'orders', partitions: 1, replicationFactor: 1 });

  const published = await fetch(`${url}/v1/topics/orders/records`, { method: 'POST', body: 'x' });
  expect(published.status).toBe(403);
  expect(await published.json()).toMatchObject({ error: { code: 'CLUSTER_AUTHORIZATION_FAILED' } });
  const session = await fetch(`${url}/v1/session`);
  expect(await session.json()).toMatchObject({ readOnly: true });
  expect((await fetch(`${url}/v1/topics/orders`)).status).toBe(200);
  const page = await fetch(`${url}/console/`, { headers: { accept: 'text/html' } });
  expect(page.status).toBe(404);
}, 90_000);
