import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { GroupService, type GroupServiceHandlers } from '@weir/protos';
import { onTestFinished } from 'vitest';
import { ChannelPool, type ChannelPoolOptions } from '../src/channel-pool.ts';
import { silentLogger } from '../src/logger.ts';
import { RpcServer, type RpcServerOptions } from '../src/rpc-server.ts';

/** What a server for tests may be given. */
export interface ServeGroupsOptions extends Partial<RpcServerOptions> {
  /** Answers HTTP/1.1 beside it. */
  readonly http?: Parameters<RpcServer['serveHttp']>[0];
  /** How the client calls it. */
  readonly calls?: ChannelPoolOptions;
}

/** A listening server of GroupService and a client of it, until the test is over. */
export async function serveGroups(
  handlers: Partial<GroupServiceHandlers>,
  { logger = silentLogger, http, calls, ...options }: ServeGroupsOptions = {},
) {
  const server = new RpcServer({ logger, ...options });
  server.addService(GroupService.service, handlers as UntypedServiceImplementation);
  if (http !== undefined) server.serveHttp(http);
  const { address, port } = await server.listen({ host: '127.0.0.1', port: 0 });
  const channels = new ChannelPool(calls);
  onTestFinished(async () => {
    channels.close();
    await server.stop({ graceMs: 100 });
  });
  return { server, address, port, channels, client: channels.client(GroupService, address) };
}
