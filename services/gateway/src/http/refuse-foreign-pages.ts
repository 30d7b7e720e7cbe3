import { isIP } from 'node:net';
import { WeirError } from '@weir/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SessionOptions } from './session-route.ts';

/** What pages are judged by. */
export interface PageRules extends Pick<SessionOptions, 'authentication'> {
  /** Origins of pages, other than the gateway's own, that may use it; `*` for all. */
  readonly allowedOrigins: readonly string[];
}

/**
 * A page of another site must not use the browser of somebody who can reach the gateway: without
 * authentication a plain form would do to write. Nor may it have its own name point at this machine (DNS
 * rebinding), which makes the gateway look like its own site.
 */
export function refuseForeignPages(app: FastifyInstance, rules: PageRules): void {
  const { allowedOrigins, authentication } = rules;
  if (allowedOrigins.includes('*')) return;
  const allowedHosts = new Set(allowedOrigins.map(hostOf));
  app.addHook('onRequest', async (request) => {
    const { origin, host = '' } = request.headers;
    if (origin !== undefined && allowedOrigins.includes(origin)) return;
    if (origin !== undefined && hostOf(origin) !== host) {
      throw refusal('Pages of this origin may not use the gateway');
    }
    // Credentials are not the browser's: a page that is somewhere else has none to send.
    if (authentication === 'required' || !isBrowserOfThisMachine(request)) return;
    if (isNameOfThisMachine(host) || allowedHosts.has(host)) return;
    throw refusal(
      `Without authentication, pages of this machine use localhost, not ${nameOf(host)}`,
    );
  });
}

function refusal(what: string): WeirError {
  return new WeirError(
    'CLUSTER_AUTHORIZATION_FAILED',
    `${what}: add its origin to WEIR_HTTP_ALLOWED_ORIGINS`,
  );
}

/**
 * Reading its own site over plain HTTP a page sends neither `Origin` nor `Sec-Fetch-Site`; a language every
 * browser sends, and no page can leave it out. Programs send none, or `*` as Node does.
 */
function isBrowserOfThisMachine({ headers, socket }: FastifyRequest): boolean {
  const language = headers['accept-language'] ?? '*';
  const signs = [headers.origin, headers['sec-fetch-site']];
  const isBrowser = language !== '*' || signs.some((sign) => sign !== undefined);
  return isBrowser && /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
}

/** A name that nobody else can give an address. */
function isNameOfThisMachine(host: string): boolean {
  const name = nameOf(host);
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0;
}

/** Of `host` or `host:port`, without the brackets of IPv6. */
function nameOf(host: string): string {
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname.replaceAll(/^\[|\]$/g, '') : '';
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : '';
}
