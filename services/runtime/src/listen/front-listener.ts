import { once } from 'node:events';
import { lookup } from 'node:dns/promises';
import { createServer, type Server, type Socket } from 'node:net';
import {
  createServer as createTlsServer,
  type Server as TlsServer,
  type TLSSocket,
} from 'node:tls';
import type { Logger } from '../logger.ts';
import type { ServerTls } from '../tls/server-tls.ts';
import { detectProtocol, type WireProtocol } from './detect-protocol.ts';

/** What a listener accepts, and who takes it. */
export interface FrontListenerOptions {
  readonly logger: Logger;
  /** Without it connections are in plain text. */
  readonly tls?: ServerTls | undefined;
  /** Takes connections that speak HTTP/2. */
  readonly takeHttp2: (socket: Socket) => void;
  /** Takes those that speak HTTP/1.1; without it, all are taken for HTTP/2. */
  readonly takeHttp1?: ((socket: Socket) => void) | undefined;
}

const handshakeTimeoutMs = 10_000;

/** Connections whose protocol is not known yet; of more, the oldest is dropped. */
const maxUndetected = 4_096;

/** A loopback name may stand for an address family that this machine does not have. */
const missingFamilyCodes = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/**
 * Accepts connections, with TLS or without, and hands each to what speaks its protocol.
 *
 * With TLS a client that offers `http/1.1` gets it, also where it offers `h2` beside it: browsers and
 * `curl` do, gRPC clients offer `h2` alone. Elsewhere the first bytes tell.
 */
export class FrontListener {
  readonly #options: FrontListenerOptions;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #undetected = new Set<Socket>();
  readonly #unsubscribes: (() => void)[] = [];

  constructor(options: FrontListenerOptions) {
    this.#options = options;
  }

  /** Listens at every address of a host and returns the port; rejects with the system's error. */
  async listen(host: string, port: number): Promise<number> {
    let boundPort = port;
    let failure: unknown;
    for (const { address } of await lookup(host, { all: true })) {
      try {
        boundPort = await this.#bind(address, boundPort);
      } catch (error) {
        failure = error;
        if (isMissingFamily(error)) continue;
        await this.close();
        throw error;
      }
    }
    if (this.#servers.length === 0) throw failure;
    return boundPort;
  }

  /** Accepts no more, drops what has not said what it speaks, and waits for the others to end. */
  async close(): Promise<void> {
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
    for (const socket of this.#undetected) socket.destroy();
    await Promise.all(
      this.#servers.splice(0).map(
        (server) =>
          new Promise((resolve) => {
            server.close(resolve);
          }),
      ),
    );
  }

  /** Ends every connection at once. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #bind(address: string, port: number): Promise<number> {
    const server = this.#createServer();
    server.listen(port, address);
    await once(server, 'listening');
    this.#servers.push(server);
    server.on('error', (error) => {
      this.#options.logger.warn({ err: error }, 'Cannot accept a connection');
    });
    const bound = server.address();
    return typeof bound === 'object' && bound !== null ? bound.port : port;
  }

  #createServer(): Server {
    const { tls, takeHttp1 } = this.#options;
    // HTTP/1.1 clients may end their side before they have the answer.
    const options = { noDelay: true, allowHalfOpen: takeHttp1 !== undefined };
    const server = tls === undefined ? createServer(options) : this.#createTlsServer(tls, options);
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    if (tls === undefined) server.on('connection', (socket: Socket) => this.#accept(socket));
    return server;
  }

  #createTlsServer(
    { source, clientAuth }: ServerTls,
    options: { readonly noDelay: boolean; readonly allowHalfOpen: boolean },
  ): TlsServer {
    const { logger, takeHttp1 } = this.#options;
    const server = createTlsServer({
      ...options,
      ...source.current,
      minVersion: 'TLSv1.2',
      ALPNProtocols: takeHttp1 === undefined ? ['h2'] : ['http/1.1', 'h2'],
      handshakeTimeout: handshakeTimeoutMs,
      requestCert: clientAuth !== 'none',
      rejectUnauthorized: clientAuth === 'require',
    });
    server.on('tlsClientError', (error, socket) => {
      logger.debug({ err: error, peer: socket.remoteAddress }, 'TLS handshake failed');
    });
    server.on('secureConnection', (socket) => this.#acceptSecure(socket));
    this.#unsubscribes.push(
      source.onChange(() => {
        server.setSecureContext({ ...source.current, minVersion: 'TLSv1.2' });
      }),
    );
    return server;
  }

  #acceptSecure(socket: TLSSocket): void {
    const { tls, logger } = this.#options;
    const isRefused = tls?.clientAuth === 'request' && !socket.authorized && hasCertificate(socket);
    if (isRefused) {
      const { authorizationError: reason, remoteAddress: peer } = socket;
      logger.debug({ reason, peer }, 'Client certificate refused');
      socket.destroy();
      return;
    }
    if (socket.authorized) rememberCertificate(socket);
    switch (socket.alpnProtocol) {
      case 'h2':
        this.#hand(socket, 'http2');
        return;
      case 'http/1.1':
        this.#hand(socket, 'http1');
        return;
      default:
        this.#accept(socket);
    }
  }

  #accept(socket: Socket): void {
    if (this.#options.takeHttp1 === undefined) {
      this.#hand(socket, 'http2');
      return;
    }
    socket.on('error', ignoreError);
    this.#undetected.add(socket);
    socket.once('close', () => this.#undetected.delete(socket));
    if (this.#undetected.size > maxUndetected) this.#undetected.values().next().value?.destroy();
    detectProtocol(socket, (protocol) => {
      this.#undetected.delete(socket);
      this.#hand(socket, protocol);
    });
  }

  #hand(socket: Socket, protocol: WireProtocol): void {
    // What becomes of a connection is told by the one that takes it, also of one that breaks later.
    socket.on('error', ignoreError);
    if (protocol === 'http1') {
      this.#options.takeHttp1?.(socket);
      return;
    }
    socket.allowHalfOpen = false;
    // Node takes a TLS connection for HTTP/2 only when that was agreed on; here the bytes have told.
    if ('alpnProtocol' in socket) socket.alpnProtocol = 'h2';
    this.#options.takeHttp2(socket);
  }
}

function hasCertificate(socket: TLSSocket): boolean {
  return socket.getPeerX509Certificate() !== undefined;
}

/** Parsing it takes 30 µs, and `@grpc/grpc-js` asks for it at each call. It does not change. */
function rememberCertificate(socket: TLSSocket): void {
  const certificate = socket.getPeerCertificate(true);
  socket.getPeerCertificate = () => certificate;
}

function isMissingFamily(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && missingFamilyCodes.includes(String(error.code))
  );
}

function ignoreError(): void {
  // Nothing is lost: the connection is closed, and its end is noticed.
}
