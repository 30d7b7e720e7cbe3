import type { Clock, Random } from '@weir/core';
import type { Logger, RpcServer } from '@weir/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpCalls } from './http-calls.ts';

/** What an HTTP interface is made of. */
export interface HttpContextOptions {
  /** Answers the calls that requests lead to. */
  readonly server: RpcServer;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Aborts when the gateway begins to stop. */
  readonly stopping: AbortSignal;
}

/** What the routes work with. */
export class HttpContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly stopping: AbortSignal;
  readonly #server: RpcServer;

  constructor({ server, clock, random, logger, stopping }: HttpContextOptions) {
    this.#server = server;
    this.clock = clock;
    this.random = random;
    this.logger = logger;
    this.stopping = stopping;
  }

  /** The calls of one request. */
  calls(request: FastifyRequest, reply: FastifyReply): HttpCalls {
    return new HttpCalls(this.#server, request, reply);
  }
}
