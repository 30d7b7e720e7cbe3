import { credentials, Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { afterEach, expect, it } from 'vitest';
import type { ReplicateRequest } from './gen/weir/internal/v1/ReplicateRequest.ts';
import type { ReplicateResponse } from './gen/weir/internal/v1/ReplicateResponse.ts';
import { LogService, ReplicationService } from './services.ts';

let server: Server | undefined;

afterEach(() => {
  server?.forceShutdown();
});

it('sends large payloads in both directions over a real connection', async () => {
  const batches = [Buffer.alloc(300_000, 'a'), Buffer.alloc(5, 'b'), Buffer.alloc(70_000, 'c')];
  const clusterId = 'x'.repeat(10_000);
  server = new Server();
  server.addService(ReplicationService.service, {
    replicate: (stream: ServerDuplexStream<ReplicateRequest, ReplicateResponse>) => {
      stream.on('data', ({ hello }: ReplicateRequest) => {
        const data = { session: 1, baseOffset: 2 ** 40, batches } as never;
        stream.write({
          data: [data, data],
          replies: [{ errorMessage: hello?.clusterId }] as never,
        });
      });
    },
  });
  const running = server;
  const port = await new Promise<number>((resolve, reject) => {
    running.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  const client = new ReplicationService(`127.0.0.1:${port}`, credentials.createInsecure());
  const stream = client.replicate();
  const answered = new Promise<ReplicateResponse>((resolve, reject) => {
    stream.on('data', resolve);
    stream.on('error', reject);
  });
  stream.write({ hello: { nodeId: 7, clusterId } });
  const { data, replies } = await answered;
  client.close();

  expect(data.map(({ baseOffset }) => baseOffset)).toEqual([2 ** 40, 2 ** 40]);
  expect(data.map((item) => item.batches)).toEqual([batches, batches]);
  expect(replies[0]?.errorMessage).toBe(clusterId);
});

it('writes at the place it is told, and says how much', () => {
  const message = { correlationId: 9, request: { acks: 'ACKS_ALL' as const, partitions: [] } };
  const small = LogService.service.ProduceStream.requestSerialize(message);
  const large = LogService.service.ProduceStream.requestSerialize({
    ...message,
    request: { ...message.request, partitions: [{ topicId: 'i'.repeat(5_000) }] },
  });
  const target = Buffer.alloc(large.length + 3);

  expect(Buffer.isBuffer(small)).toBe(true);
  expect(large.copy(target, 3)).toBe(large.byteLength);
  const read = LogService.service.ProduceStream.requestDeserialize(target.subarray(3));
  expect(read.request?.partitions[0]?.topicId).toBe('i'.repeat(5_000));
});
