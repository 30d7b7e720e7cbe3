import { WeirError } from '@weir/core';
import type { FastifyInstance } from 'fastify';

/**
 * A page of another site must not use the browser of somebody who can reach the gateway: without
 * authentication a plain form would do to write.
 */
export function refuseForeignPages(app: FastifyInstance, allowedOrigins: readonly string[]): void {
  app.addHook('onRequest', async ({ headers }) => {
    const { origin, host = '' } = headers;
    if (origin === undefined || allowedOrigins.includes('*') || allowedOrigins.includes(origin)) {
      return;
    }
    if (URL.canParse(origin) && new URL(origin).host === host) return;
    throw new WeirError(
      'CLUSTER_AUTHORIZATION_FAILED',
      'Pages of this origin may not use the gateway: add it to WEIR_HTTP_ALLOWED_ORIGINS',
    );
  });
}
