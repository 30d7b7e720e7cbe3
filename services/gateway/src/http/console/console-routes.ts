import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { WeirError } from '@weir/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toErrorAnswer } from '../http-error.ts';

/** Where the console lies. */
const prefix = '/console/';
const page = 'index.html';
/** Files below it have a hash of their content in their names. */
const assets = 'assets';

/** Nothing is loaded from elsewhere, and nobody shows the console in a frame of their own. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
    "form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
} as const;

/**
 * The console at `/console/`, from the folder that it is built into. What a browser is led to within it
 * is `index.html`, which finds out by the path what to show. `/` leads browsers there.
 */
export async function addConsoleRoutes(app: FastifyInstance, folder: string): Promise<void> {
  const schema = { hide: true };
  app.get('/', { schema }, (request, reply) => {
    if (acceptsPage(request)) return reply.redirect(prefix, 302);
    return reply.callNotFound();
  });
  app.get('/console', { schema }, (_request, reply) => reply.redirect(prefix, 302));
  await app.register(async (routes) => addFiles(routes, folder), { prefix });
}

async function addFiles(app: FastifyInstance, folder: string): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(securityHeaders);
  });
  app.setNotFoundHandler((_request, reply) => sendNotFound(reply, 'The console has no such file'));
  await app.register(fastifyStatic, {
    ...{ root: folder, serve: false, preCompressed: true, dotfiles: 'deny' },
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.startsWith(join(folder, assets, '/'));
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.get<{ Params: { readonly '*': string } }>(
    '/*',
    { schema: { hide: true } },
    (request, reply) => {
      if (!existsSync(join(folder, page))) return sendNotFound(reply, notBuilt);
      const { '*': name } = request.params;
      const isPage = name === '' || (acceptsPage(request) && !name.startsWith(`${assets}/`));
      return reply.sendFile(isPage ? page : name);
    },
  );
}

const notBuilt =
  'The console is not built: run "npm run build -w @weir/console" in the folder of Weir';

/** What a browser is led to, and not what a page loads. */
function acceptsPage({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return (headers.accept ?? '').includes('text/html');
}

function sendNotFound(reply: FastifyReply, message: string): FastifyReply {
  const { body } = toErrorAnswer(new WeirError('UNSUPPORTED_VERSION', message));
  return reply.code(404).header('cache-control', 'no-store').send(body);
}
