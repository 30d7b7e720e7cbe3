import type { ServerHttp2Session } from 'node:http2';
import { type ConnectionAgeLimits, limitConnectionAge } from './limit-connection-age.ts';

/**
 * The gRPC connections of a server whose connections have an age limit: tells the streams on one that it has
 * come to its age, so that they end by themselves and their clients go elsewhere.
 */
export class AgingConnections {
  readonly #limits: ConnectionAgeLimits;
  readonly #stopping: AbortSignal;
  readonly #signals = new Map<string, AbortSignal>();

  /** `stopping` aborts when the whole server begins to stop. */
  constructor(limits: ConnectionAgeLimits, stopping: AbortSignal) {
    this.#limits = limits;
    this.#stopping = stopping;
  }

  /** Limits the age of a connection that was accepted. */
  follow(session: ServerHttp2Session): void {
    const aged = new AbortController();
    const { remoteAddress = '', remotePort = 0 } = session.socket;
    const peer = `${remoteAddress}:${remotePort}`;
    this.#signals.set(peer, AbortSignal.any([this.#stopping, aged.signal]));
    limitConnectionAge(session, this.#limits, () => {
      aged.abort();
    });
    session.once('close', () => this.#signals.delete(peer));
  }

  /** Aborts when the server stops or the connection of this peer, as grpc-js names it, is old. */
  stoppingFor(peer: string): AbortSignal {
    return this.#signals.get(peer) ?? this.#stopping;
  }
}
