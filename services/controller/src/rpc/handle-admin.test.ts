import { AdminService } from '@weir/protos';
import { callUnary, ChannelPool, RpcServer, silentLogger } from '@weir/runtime';
import { expect, it, onTestFinished } from 'vitest';
import { handleAdmin } from './handle-admin.ts';

it('sends the caller on when the controller stepped down under its call', async () => {
  const life = new AbortController();
  const server = new RpcServer({ logger: silentLogger });
  const { DeleteTopic } = AdminService.service;
  server.addService(
    { DeleteTopic },
    {
      DeleteTopic: handleAdmin(async () => {
        life.abort();
        life.signal.throwIfAborted();
        return {};
      }),
    },
  );
  const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
  const channels = new ChannelPool();
  onTestFinished(async () => {
    channels.close();
    await server.stop({ graceMs: 100 });
  });
  const client = channels.client(AdminService, address);
  const call = callUnary(client, 'deleteTopic', { name: 't' }, { deadlineMs: 10_000 });
  await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
