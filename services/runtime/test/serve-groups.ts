import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { GroupService, type GroupServiceHandlers } from '@weir/protos';
import { onTestFinished } from 'vitest';
import { ChannelPool } from '../src/channel-pool.ts';
import { type Logger, silentLogger } from '../src/logger.ts';
import type { Metrics } from '../src/metrics.ts';
import { RpcServer } from '../src/rpc-server.ts';

/** What a server for tests may be given. */
export interface ServeGroupsOptions {
  readonly logger?: Logger;
  readonly metrics?: Metrics;
}

/** A listening server of GroupService and a client of it, until the test is over. */
export async function serveGroups(
  handlers: Partial<GroupServiceHandlers>,
  { logger = silentLogger, metrics }: ServeGroupsOptions = {},
) {
  const server = new RpcServer({ logger, ...(metrics === undefined ? undefined : { metrics }) });
  server.addService(GroupService.service, handlers as UntypedServiceImplementation);
  const { address, port } = await server.listen({ host: '127.0.0.1', port: 0 });
  const channels = new ChannelPool();
  onTestFinished(async () => {
    channels.close();
    await server.stop({ graceMs: 100 });
  });
  return { server, address, port, channels, client: channels.client(GroupService, address) };
}
