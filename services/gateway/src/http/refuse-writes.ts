import { WeirError } from '@weir/core';
import type { FastifyInstance } from 'fastify';

const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses every request that may change something, whoever sends it: publishing, too. */
export function refuseWrites(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ method }) => {
    if (readingMethods.has(method)) return;
    throw new WeirError(
      'CLUSTER_AUTHORIZATION_FAILED',
      `This gateway is read-only over HTTP and takes no ${method}: ` +
        'use another one, gRPC, or start it without WEIR_HTTP_READ_ONLY',
    );
  });
}
