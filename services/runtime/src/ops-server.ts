import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { WeirError } from '@weir/core';
import { answerDrain, type Drainer } from './answer-drain.ts';
import type { Metrics } from './metrics.ts';

/** What the operators' port tells. */
export interface OpsServerOptions {
  readonly host: string;
  /** Port 0 takes a free one. */
  readonly port: number;
  readonly metrics: Metrics;
  /** The process works at all; false asks for a restart. */
  readonly isLive: () => boolean;
  /** The service takes requests. */
  readonly isReady: () => boolean;
  /** The service has come up once. */
  readonly isStarted: () => boolean;
  /** Makes the service ready for its end, on `POST /drain` from the same machine; 404 without. */
  readonly drainer?: Drainer;
}

/**
 * Serves `/metrics` for Prometheus, `/livez`, `/readyz`, `/startupz` for probes, and `/drain` for a hook
 * that runs before the service is stopped, over HTTP.
 */
export class OpsServer {
  readonly #options: OpsServerOptions;
  readonly #server: Server;

  constructor(options: OpsServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      const [path = ''] = (request.url ?? '').split('?');
      this.#respond(path, request, response).catch(() => {
        // A gauge that cannot tell its value: the scrape fails, the service goes on.
        if (!response.headersSent) response.writeHead(500);
        response.end('failed\n');
      });
    });
  }

  /** Starts to listen and returns the port; `UNAVAILABLE` naming the address if it cannot. */
  async listen(): Promise<number> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) => {
        const message = `Cannot listen on ${host}:${port} for metrics: choose another --ops-port`;
        reject(new WeirError('UNAVAILABLE', message, { cause }));
      });
      this.#server.listen(port, host, resolve);
    });
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  async #respond(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { metrics, isLive, isReady, isStarted, drainer } = this.#options;
    switch (path) {
      case '/metrics': {
        const text = await metrics.registry.metrics();
        response.setHeader('content-type', metrics.registry.contentType);
        response.end(text);
        return;
      }
      case '/livez':
        answerProbe(response, isLive());
        return;
      case '/readyz':
        answerProbe(response, isReady());
        return;
      case '/startupz':
        answerProbe(response, isStarted());
        return;
      case '/drain':
        await answerDrain(request, response, drainer);
        return;
      default:
        response.writeHead(404).end('not found\n');
    }
  }
}

function answerProbe(response: ServerResponse, isGood: boolean): void {
  response.writeHead(isGood ? 200 : 503).end(isGood ? 'ok\n' : 'not yet\n');
}
