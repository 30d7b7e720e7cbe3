import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, Random } from '@weir/core';
import type { Logger, RpcServer } from '@weir/runtime';
import type { FastifyInstance } from 'fastify';
import type { HttpAppOptions } from './create-http-app.ts';
import { HttpContext } from './http-context.ts';

/** What the HTTP interface needs. */
export interface HttpApiOptions extends Omit<HttpAppOptions, 'consoleFolder'> {
  /** Whether it serves the console. */
  readonly hasConsole: boolean;
  /** Serves the calls that requests lead to. */
  readonly server: RpcServer;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/**
 * HTTP and JSON beside gRPC, for `curl` and browsers: a translation of the same calls. It is loaded when
 * the first request comes.
 */
export class HttpApi {
  readonly #options: HttpApiOptions;
  readonly #stopping = new AbortController();
  #app: Promise<FastifyInstance> | undefined;

  constructor(options: HttpApiOptions) {
    this.#options = options;
  }

  /** For the listener of a `node:http` server. */
  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#route(request, response).catch((error: unknown) => {
      // Its parts cannot be loaded: the next request tries again.
      this.#app = undefined;
      this.#options.logger.error({ err: error }, 'The HTTP interface cannot be loaded');
      response.writeHead(500).end();
    });
  };

  /** Ends the feeds that run; requests that are under way get their answers. */
  stop(): void {
    this.#stopping.abort();
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#app ??= this.#load();
    const app = await this.#app;
    app.routing(request, response);
  }

  async #load(): Promise<FastifyInstance> {
    const { createHttpApp } = await import('./create-http-app.ts');
    const context = new HttpContext({ ...this.#options, stopping: this.#stopping.signal });
    return createHttpApp(context, { ...this.#options, consoleFolder: await this.#console() });
  }

  async #console(): Promise<string | undefined> {
    if (!this.#options.hasConsole) return undefined;
    const { consoleFolder } = await import('@weir/console');
    return consoleFolder;
  }
}
