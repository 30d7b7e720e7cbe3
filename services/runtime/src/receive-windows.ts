import type { Server } from '@grpc/grpc-js';
import type { Http2Server, ServerHttp2Session } from 'node:http2';

/** What a peer may send before it must wait for us, per stream and per connection, in bytes. */
export const receiveWindowBytes = 8 * 1024 * 1024;

/**
 * Gives each connection that a listening server accepts 8 MiB of receive window.
 *
 * `@grpc/grpc-js` leaves HTTP/2's 64 KiB on the server's side and has no option for it; large
 * requests then wait for a window update every 64 KiB. The server keeps its `node:http2` servers in
 * `http2Servers`, a private map; where a later version has none, nothing is changed.
 * Source: grpc-node pull request 3058.
 */
export function enlargeReceiveWindows(server: Server): void {
  onSession(server, enlargeSession);
}

/** Calls the listener for each connection that a listening server accepts. */
export function onSession(server: Server, listener: (session: ServerHttp2Session) => void): void {
  const { http2Servers } = server as unknown as { http2Servers?: Map<Http2Server, unknown> };
  for (const http2Server of http2Servers?.keys() ?? []) http2Server.on('session', listener);
}

function enlargeSession(session: ServerHttp2Session): void {
  session.settings({ initialWindowSize: receiveWindowBytes });
  session.setLocalWindowSize(receiveWindowBytes);
}
