import { Metadata } from '@grpc/grpc-js';
import { anonymous, authContextOf, type RpcServer, type UnaryMethod } from '@weir/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long a call may take when its route says nothing else. */
const defaultDeadlineMs = 30_000;

/** Headers that go on to the handler of the call. */
const passedOn = ['authorization', 'traceparent', 'tracestate'] as const;

/**
 * The calls that one HTTP request leads to: those of gRPC, handled by the same server with the same
 * credentials, rights, quotas and audit.
 */
export class HttpCalls {
  readonly #server: RpcServer;
  readonly #request: FastifyRequest;
  readonly #gone = new AbortController();

  constructor(server: RpcServer, request: FastifyRequest, reply: FastifyReply) {
    this.#server = server;
    this.#request = request;
    const response = reply.raw;
    response.once('close', () => {
      if (!response.writableFinished) this.#gone.abort();
    });
  }

  /** Aborts when the client has gone before it had its answer. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  /**
   * Whose credentials came with the request; undefined without any, and where nobody is asked. Rejects
   * with `AUTHENTICATION_FAILED` for those that are wrong.
   */
  async principal(): Promise<string | undefined> {
    const caller = this.#caller();
    const isNobody =
      caller.metadata.get('authorization').length === 0 &&
      caller.authContext.sslPeerCertificate === undefined;
    if (isNobody) return undefined;
    const { principal } = await this.#server.identify('/weir.http.Session/Describe', caller);
    return principal === anonymous ? undefined : principal;
  }

  /** Rejects with the `WeirError` that a gRPC caller would get. */
  call<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    deadlineMs = defaultDeadlineMs,
  ): Promise<Response> {
    return this.#server.call(method, request, {
      ...this.#caller(),
      deadlineMs,
      signal: this.signal,
    });
  }

  #caller() {
    const { socket } = this.#request.raw;
    return {
      metadata: this.#metadata(),
      peer: `${this.#request.ip}:${socket.remotePort ?? 0}`,
      authContext: authContextOf(socket),
    };
  }

  #metadata(): Metadata {
    const metadata = new Metadata();
    for (const name of passedOn) {
      const value = this.#request.headers[name];
      if (typeof value === 'string') metadata.set(name, value);
    }
    return metadata;
  }
}
