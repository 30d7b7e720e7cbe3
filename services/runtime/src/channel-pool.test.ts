import { type AddressInfo, createServer, type Server } from 'node:net';
import { GroupService } from '@weir/protos';
import { expect, it, onTestFinished } from 'vitest';
import { serveGroups } from '../test/serve-groups.ts';
import { callUnary } from './call-unary.ts';
import { ChannelPool } from './channel-pool.ts';
import { handleUnary } from './handle-unary.ts';

const request = { groupId: 'g' };

function poolFor(connectTimeoutMs: number): ChannelPool {
  const pool = new ChannelPool({ connectTimeoutMs });
  onTestFinished(() => {
    pool.close();
  });
  return pool;
}

/** Accepts connections and says nothing, as a process does that hangs. */
async function serveSilence(): Promise<{ server: Server; address: string }> {
  const server = createServer();
  onTestFinished(() => {
    server.close();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

it('gives up a connection that is not made in time, with the calls that wait for it', async () => {
  const { server, address } = await serveSilence();
  const pool = poolFor(200);
  const first = pool.client(GroupService, address);
  const call = callUnary(first, 'deleteGroup', request, { deadlineMs: 30_000 });
  await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  const second = pool.client(GroupService, address);
  expect(second).not.toBe(first);
  const connected = new Promise((resolve) => server.once('connection', resolve));
  const again = callUnary(second, 'deleteGroup', request, { deadlineMs: 30_000 });
  await connected;
  await expect(again).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('keeps a channel that has a connection, however long its calls take', async () => {
  const answer = Promise.withResolvers<void>();
  const { address } = await serveGroups({
    DeleteGroup: handleUnary(async () => {
      await answer.promise;
      return {};
    }),
  });
  const pool = poolFor(1_000);
  const first = pool.client(GroupService, address);
  const call = callUnary(first, 'deleteGroup', request, { deadlineMs: 30_000 });
  // Longer than the guard of the connection runs.
  setTimeout(answer.resolve, 1_500);
  await expect(call).resolves.toEqual({});
  expect(pool.client(GroupService, address)).toBe(first);
});
