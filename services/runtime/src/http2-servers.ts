import type { Server } from '@grpc/grpc-js';
import type { Http2Server } from 'node:http2';

/**
 * The `node:http2` servers of a listening server, one for each address that it is bound to.
 *
 * `@grpc/grpc-js` keeps them in a private map, `http2Servers`; a later version without one gives
 * none, and `rpc-server.test.ts` fails.
 */
export function http2ServersOf(server: Server): readonly Http2Server[] {
  const { http2Servers } = server as unknown as { http2Servers?: Map<Http2Server, unknown> };
  return [...(http2Servers?.keys() ?? [])];
}
