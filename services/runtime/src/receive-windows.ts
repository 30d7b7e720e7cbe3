import type { Server } from '@grpc/grpc-js';
import type { ServerHttp2Session } from 'node:http2';
import { http2ServersOf } from './http2-servers.ts';

/** What a peer may send before it must wait for us, per stream and per connection, in bytes. */
export const receiveWindowBytes = 8 * 1024 * 1024;

/**
 * Gives each connection that a listening server accepts 8 MiB of receive window.
 *
 * `@grpc/grpc-js` leaves HTTP/2's 64 KiB on the server's side and has no option for it; large
 * requests then wait for a window update every 64 KiB. Source: grpc-node pull request 3058.
 */
export function enlargeReceiveWindows(server: Server): void {
  for (const http2Server of http2ServersOf(server)) http2Server.on('session', enlargeSession);
}

function enlargeSession(session: ServerHttp2Session): void {
  session.settings({ initialWindowSize: receiveWindowBytes });
  session.setLocalWindowSize(receiveWindowBytes);
}
