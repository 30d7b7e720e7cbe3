import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long a request's head, and a whole request, may take to come. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 60_000;
const checkIntervalMs = 5_000;

/** Answers HTTP/1.1 on connections that something else has accepted. */
export class HttpConnections {
  readonly #server: Server;
  #isClosing = false;

  constructor(handler: RequestListener) {
    this.#server = createServer({
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: checkIntervalMs,
    });
    this.#server.on('request', (request, response) => {
      response.once('close', () => {
        // It counts as idle once the socket has seen the end of the response.
        if (this.#isClosing) setImmediate(() => this.#server.closeIdleConnections());
      });
      handler(request, response);
    });
    // A server that listens starts its check of slow requests at this event; this one never listens.
    this.#server.emit('listening');
  }

  /** Takes a connection over, with what was read of it and put back. */
  take(socket: Socket): void {
    this.#server.emit('connection', socket);
    socket.resume();
  }

  /** Ends connections without a request, and each other one after its response. */
  close(): void {
    this.#isClosing = true;
    this.#server.closeIdleConnections();
    this.#server.close();
  }
}
