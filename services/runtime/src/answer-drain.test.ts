import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, it } from 'vitest';
import type { Drainer } from './answer-drain.ts';
import { createMetrics } from './metrics.ts';
import { OpsServer } from './ops-server.ts';

const servers: OpsServer[] = [];
const isUp = (): boolean => true;

async function serve(drainer?: Drainer, host = '127.0.0.1'): Promise<number> {
  const server = new OpsServer({
    ...{ host, port: 0, metrics: createMetrics(), isLive: isUp, isReady: isUp, isStarted: isUp },
    ...(drainer === undefined ? undefined : { drainer }),
  });
  servers.push(server);
  return server.listen();
}

async function post(port: number, path = '/drain'): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST' });
  return `${response.status} ${(await response.text()).trim()}`;
}

/** A drainer that is told how it ends. */
class ScriptedDrainer implements Drainer {
  readonly calls: string[] = [];
  isDrained = true;

  async drain() {
    this.calls.push('drain');
    return { isDrained: this.isDrained, text: this.isDrained ? 'all gone' : 'still 2' };
  }

  async cancel(): Promise<void> {
    this.calls.push('cancel');
  }
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

it('answers when the service has drained, and says when it could not', async () => {
  const drainer = new ScriptedDrainer();
  const port = await serve(drainer);
  expect(await post(port)).toBe('200 all gone');
  drainer.isDrained = false;
  expect(await post(port)).toBe('504 still 2');
  expect(await post(port, '/drain?cancel')).toBe('200 takes work again');
  expect(drainer.calls).toEqual(['drain', 'drain', 'cancel']);
});

it('refuses a query that it does not know, so that a misspelt cancel does not drain', async () => {
  const drainer = new ScriptedDrainer();
  const port = await serve(drainer);
  expect(await post(port, '/drain?cancle')).toBe('400 POST /drain, or /drain?cancel');
  expect(await post(port, '/drain?x?cancel')).toBe('400 POST /drain, or /drain?cancel');
  expect(drainer.calls).toEqual([]);
});

it('drains for POST only, and not at all where nothing can be drained', async () => {
  const drainer = new ScriptedDrainer();
  const port = await serve(drainer);
  expect((await fetch(`http://127.0.0.1:${port}/drain`)).status).toBe(405);
  expect(drainer.calls).toEqual([]);
  expect(await post(await serve())).toBe('404 nothing to drain here');
});

const ownAddress = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

it.skipIf(ownAddress === undefined)('refuses callers from other machines', async () => {
  const drainer = new ScriptedDrainer();
  const port = await serve(drainer, '0.0.0.0');
  // Loopback that does not come from loopback: another address on both ends is another machine.
  const statusOf = (localAddress: string, host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request({ port, host, localAddress, path: '/drain', method: 'POST' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  expect(await statusOf(ownAddress ?? '', '127.0.0.1')).toBe(403);
  expect(await statusOf(ownAddress ?? '', ownAddress ?? '')).toBe(200);
  expect(await statusOf('127.0.0.2', '127.0.0.1')).toBe(200);
  expect(drainer.calls).toEqual(['drain', 'drain']);
});
