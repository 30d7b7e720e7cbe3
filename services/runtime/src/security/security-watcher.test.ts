import { SecurityService, type SecurityServiceHandlers } from '@weir/protos';
import { expect, it, onTestFinished } from 'vitest';
import { securityDocument } from '../../test/security-document.ts';
import { ChannelPool } from '../channel-pool.ts';
import { handleServerStream } from '../handle-stream.ts';
import { silentLogger } from '../logger.ts';
import { RpcServer } from '../rpc-server.ts';
import { systemClock } from '../system-clock.ts';
import { SecurityView } from './security-view.ts';
import { SecurityWatcher } from './security-watcher.ts';

/** A controller that tells what its view knows. */
async function controller(view: SecurityView) {
  const server = new RpcServer({ logger: silentLogger });
  const handlers: SecurityServiceHandlers = {
    WatchSecurity: handleServerStream(async (_request, stream, { signal, stopping }) => {
      const tell = (): void => {
        stream.write({ document: view.document });
      };
      tell();
      view.onChange(tell);
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
        stopping.addEventListener('abort', resolve);
      });
    }),
  };
  server.addService(SecurityService.service, { ...handlers });
  const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.stop({ graceMs: 100 }));
  return { server, address };
}

function follow(view: SecurityView, addresses: () => readonly string[]): void {
  const channels = new ChannelPool();
  const watcher = new SecurityWatcher({
    view,
    addresses,
    channels,
    clock: systemClock,
    logger: silentLogger,
  });
  watcher.start();
  onTestFinished(async () => {
    await watcher.stop();
    channels.close();
  });
}

it('follows each change that a controller tells', async () => {
  const source = new SecurityView();
  const view = new SecurityView();
  const { address } = await controller(source);
  follow(view, () => [address]);
  await expect.poll(() => view.isLoaded).toBe(true);
  source.apply(securityDocument(1));
  await expect.poll(() => view.version).toBe(1);
  source.apply(securityDocument(2));
  await expect.poll(() => view.version).toBe(2);
});

it('goes on at another controller when one stops, and keeps the newer of what they tell', async () => {
  const [old, fresh, view] = [new SecurityView(), new SecurityView(), new SecurityView()];
  const first = await controller(fresh);
  const second = await controller(old);
  fresh.apply(securityDocument(5));
  old.apply(securityDocument(4));
  follow(view, () => [first.address, '127.0.0.1:1', second.address]);
  await expect.poll(() => view.version).toBe(5);
  await first.server.stop({ graceMs: 100 });
  old.apply(securityDocument(6));
  await expect.poll(() => view.version).toBe(6);
});
