import { Metadata } from '@grpc/grpc-js';
import { authContextOf, type RpcServer, type UnaryMethod } from '@weir/runtime';
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

  /** Rejects with the `WeirError` that a gRPC caller would get. */
  call<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    deadlineMs = defaultDeadlineMs,
  ): Promise<Response> {
    const { socket } = this.#request.raw;
    return this.#server.call(method, request, {
      metadata: this.#metadata(),
      peer: `${this.#request.ip}:${socket.remotePort ?? 0}`,
      authContext: authContextOf(socket),
      deadlineMs,
      signal: this.signal,
    });
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
