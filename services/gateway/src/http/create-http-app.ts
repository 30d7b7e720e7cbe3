import cors from '@fastify/cors';
import swagger from '@fastify/swagger';
import { WeirError } from '@weir/core';
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifySchemaValidationError,
} from 'fastify';
import { addCallRoutes } from './calls/add-call-routes.ts';
import { clusterRoutes } from './calls/cluster-routes.ts';
import { groupRoutes } from './calls/group-routes.ts';
import { securityRoutes } from './calls/security-routes.ts';
import { topicRoutes } from './calls/topic-routes.ts';
import { addPartitionListRoute } from './cluster/partition-list-route.ts';
import { addConsoleRoutes } from './console/console-routes.ts';
import { addBrowseRoutes } from './browse-routes.ts';
import type { HttpContext } from './http-context.ts';
import { toErrorAnswer } from './http-error.ts';
import type { AnsweredRequest } from './http-metrics.ts';
import { addLogRoutes } from './logs/log-routes.ts';
import { addLogTotalsRoute } from './logs/log-totals-route.ts';
import { addPublishRoutes } from './publish-routes.ts';
import { addReadRoutes } from './read-routes.ts';
import { refuseForeignPages } from './refuse-foreign-pages.ts';
import { refuseWrites } from './refuse-writes.ts';
import { addSearchRoutes } from './search-routes.ts';
import { addSessionRoute, type SessionOptions } from './session-route.ts';

/** What an application may be told. */
export interface HttpAppOptions extends SessionOptions {
  /** Origins of web pages, other than the gateway's own, that may use it; `*` for all. */
  readonly allowedOrigins: readonly string[];
  /** Absolute path of the folder that the console is built into; no console without. */
  readonly consoleFolder?: string | undefined;
  /** Is told of each request that has its answer. */
  readonly onAnswered?: ((request: AnsweredRequest) => void) | undefined;
}

/** How long a client may take to send its request, in milliseconds. */
const requestTimeoutMs = 60_000;

/** The HTTP interface, ready to take requests by `routing`. */
export async function createHttpApp(
  context: HttpContext,
  options: HttpAppOptions,
): Promise<FastifyInstance> {
  const { allowedOrigins, isReadOnly, consoleFolder, onAnswered } = options;
  const app = fastify({
    logger: false,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, allErrors: true } },
    schemaErrorFormatter: toSchemaError,
  });
  app.setErrorHandler((thrown, { method, routeOptions }, reply) => {
    const { statusCode, headers, body } = toErrorAnswer(thrown);
    if (statusCode === 500) {
      context.logger.error({ err: thrown, method, route: routeOptions.url }, 'A request failed');
    }
    return reply.code(statusCode).headers(headers).send(body);
  });
  app.setNotFoundHandler(({ method }, reply) => {
    const message = `There is no such path for ${method}: GET /openapi.json lists all`;
    const { body } = toErrorAnswer(new WeirError('UNSUPPORTED_VERSION', message));
    return reply.code(404).send(body);
  });
  if (onAnswered !== undefined) tellAnswered(app, onAnswered);
  refuseForeignPages(app, options);
  if (isReadOnly) refuseWrites(app);
  await app.register(cors, { origin: allowedOrigins.includes('*') || [...allowedOrigins] });
  await app.register(swagger, { openapi: { openapi: '3.1.0', info } });
  await app.register(async (routes) => addRoutes(routes, context, options));
  if (consoleFolder !== undefined) await addConsoleRoutes(app, consoleFolder);
  await app.ready();
  return app;
}

async function addRoutes(
  app: FastifyInstance,
  context: HttpContext,
  options: HttpAppOptions,
): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
  for (const routes of [clusterRoutes, topicRoutes, groupRoutes, securityRoutes]) {
    addCallRoutes(app, context, routes);
  }
  addSessionRoute(app, context, options);
  addPartitionListRoute(app, context);
  addLogTotalsRoute(app, context);
  addLogRoutes(app, context);
  addReadRoutes(app, context);
  addBrowseRoutes(app, context);
  addSearchRoutes(app, context);
  // It takes bodies of any type, which is for it alone.
  await app.register(async (routes) => {
    addPublishRoutes(routes, context);
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}

function tellAnswered(app: FastifyInstance, onAnswered: (request: AnsweredRequest) => void): void {
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    const { url } = routeOptions;
    onAnswered({
      route: url === undefined ? 'unknown' : `${method} ${url}`,
      statusCode: reply.statusCode,
      seconds: isFeed(reply) ? undefined : reply.elapsedTime / 1_000,
    });
  });
}

/** Its length was not known before it ended. */
function isFeed(reply: FastifyReply): boolean {
  return reply.statusCode === 200 && reply.getHeader('content-length') === undefined;
}

/** Every field that is wrong, by its place. */
function toSchemaError(problems: readonly FastifySchemaValidationError[], part: string): Error {
  const texts = problems.map(({ instancePath, message = 'is wrong', params }) => {
    const { additionalProperty } = params;
    const place = `${part}${instancePath}`;
    if (typeof additionalProperty !== 'string') return `${place} ${message}`;
    return `${place} has an unknown field "${additionalProperty.slice(0, 64)}"`;
  });
  return new Error(texts.slice(0, 20).join('; '));
}

const info = {
  title: 'Weir',
  version: '1',
  description:
    'The log over HTTP: publish, read, and manage topics and groups. Where authentication is on, send ' +
    '`Authorization: Bearer KEY`. Errors have a code of the error table.',
};
