import type { Socket } from 'node:net';

/** What a connection speaks, by its first bytes. */
export type WireProtocol = 'http1' | 'http2';

/** How long a connection may take to show what it speaks. */
export const detectTimeoutMs = 10_000;

/** How an HTTP/2 connection starts: RFC 9113, section 3.4. No method of HTTP/1.1 is called so. */
const prefaceStart = Buffer.from('PRI * HTTP/2.0');

/**
 * Reads the first bytes of a connection, puts them back, and tells what they are. The socket is then
 * paused and has no listener of ours. One that ends before, or takes more than 10 s, is destroyed and
 * nothing is told.
 */
export function detectProtocol(socket: Socket, detected: (protocol: WireProtocol) => void): void {
  let head = Buffer.alloc(0);
  const giveUp = (): void => {
    socket.destroy();
  };
  const timer = setTimeout(giveUp, detectTimeoutMs);
  const release = (): void => {
    clearTimeout(timer);
    socket.off('data', onData).off('end', giveUp).off('close', release);
  };
  function onData(chunk: Buffer): void {
    head = Buffer.concat([head, chunk]);
    const protocol = protocolOf(head);
    if (protocol === undefined) return;
    release();
    socket.pause();
    socket.unshift(head);
    detected(protocol);
  }
  socket.on('data', onData).on('end', giveUp).on('close', release);
}

function protocolOf(head: Buffer): WireProtocol | undefined {
  const length = Math.min(head.length, prefaceStart.length);
  if (!head.subarray(0, length).equals(prefaceStart.subarray(0, length))) return 'http1';
  return length === prefaceStart.length ? 'http2' : undefined;
}
