import { WeirError } from '@weir/core';
import { GroupService, LogService, MetadataService } from '@weir/protos';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { callUnary } from './call-unary.ts';
import { ChannelPool } from './channel-pool.ts';
import { handleBidiStream, handleServerStream } from './handle-stream.ts';
import { handleUnary } from './handle-unary.ts';
import { silentLogger } from './logger.ts';
import { RpcServer } from './rpc-server.ts';
import { fromServiceError } from './service-error.ts';

const channels = new ChannelPool();
let server: RpcServer;
let address: string;

/** A definition whose decoder refuses everything, as it would garbage. */
function refusing<Method extends object>(method: Method, error: Error): Method {
  const requestDeserialize = (): never => {
    throw error;
  };
  return { ...method, requestDeserialize };
}

const never = (): Promise<never> => Promise.reject(new Error('The handler must not be called'));

beforeEach(async () => {
  const garbage = new RangeError('index out of range');
  const tooLarge = new WeirError('RECORD_BATCH_TOO_LARGE', 'Much too large');
  server = new RpcServer({ logger: silentLogger });
  server.addService(
    { Fetch: refusing(LogService.service.Fetch, garbage) },
    { Fetch: handleUnary(never) },
  );
  server.addService(
    { WatchMetadata: refusing(MetadataService.service.WatchMetadata, garbage) },
    { WatchMetadata: handleServerStream(never) },
  );
  server.addService(
    { Join: refusing(GroupService.service.Join, tooLarge) },
    {
      Join: handleBidiStream(async (stream, { signal }) => {
        stream.resume();
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
      }),
    },
  );
  ({ address } = await server.listen({ host: '127.0.0.1', port: 0 }));
});

afterEach(async () => {
  await server.stop({ graceMs: 100 });
});

it('tells the caller of a unary call, as its own fault', async () => {
  const call = callUnary(channels.client(LogService, address), 'fetch', {}, { deadlineMs: 10_000 });
  await expect(call).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: 'The bytes are no message of this call',
  });
});

it('tells the caller of a stream, with the code of the decoder', async () => {
  const watch = channels.client(MetadataService, address).watchMetadata({});
  const watched = new Promise((_resolve, reject) => {
    watch.on('error', reject).resume();
  });
  await expect(watched.catch((error: unknown) => fromServiceError(error).code)).resolves.toBe(
    'INVALID_REQUEST',
  );
  const join = channels.client(GroupService, address).join();
  const joined = new Promise((_resolve, reject) => {
    join.on('error', reject).resume();
  });
  join.write({ heartbeat: {} });
  await expect(joined.catch((error: unknown) => fromServiceError(error).code)).resolves.toBe(
    'RECORD_BATCH_TOO_LARGE',
  );
});
