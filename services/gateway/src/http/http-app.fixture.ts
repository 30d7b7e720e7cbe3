import type { ServiceDefinition } from '@grpc/grpc-js';
import { type Clock, systemRandom } from '@weir/core';
import {
  type CallContext,
  handleUnary,
  RpcServer,
  type SecurityGate,
  silentLogger,
  systemClock,
} from '@weir/runtime';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { createHttpApp, type HttpAppOptions } from './create-http-app.ts';
import { HttpContext } from './http-context.ts';

/** A handler of the server behind an application. */
export type FakeHandler = (request: object, context: CallContext) => Promise<object>;

/** What a test says otherwise than by default, and what is behind the application. */
export interface HttpAppFixtureOptions extends Partial<HttpAppOptions> {
  readonly security?: SecurityGate;
  /** The system's by default. */
  readonly clock?: Clock;
  /** Services that are served, as far as `handle` does. */
  readonly services?: readonly ServiceDefinition[];
  /** Takes every call, by `Service/Method`. */
  readonly handle?: (method: string, request: object, context: CallContext) => Promise<object>;
}

/** An application whose calls a test answers. It is closed when the test ends. */
export async function httpAppOf({
  security,
  clock = systemClock,
  services = [],
  handle = async () => ({}),
  ...options
}: HttpAppFixtureOptions = {}): Promise<FastifyInstance> {
  const server = new RpcServer({
    logger: silentLogger,
    ...(security === undefined ? undefined : { security }),
  });
  for (const service of services) {
    const handlers = Object.entries(service)
      .filter(([, { requestStream, responseStream }]) => !requestStream && !responseStream)
      .map(([name, { path }]) => {
        const method = path.slice(path.lastIndexOf('.') + 1);
        const handler: FakeHandler = (request, context) => handle(method, request, context);
        return [name, handleUnary(handler)] as const;
      });
    server.addService(service, Object.fromEntries(handlers));
  }
  const app = await createHttpApp(
    new HttpContext({
      ...{ server, clock, random: systemRandom, logger: silentLogger },
      stopping: new AbortController().signal,
    }),
    {
      ...{ allowedOrigins: [], authentication: 'off', isReadOnly: false, clusterId: () => 'c1' },
      ...options,
    },
  );
  onTestFinished(() => app.close());
  return app;
}
