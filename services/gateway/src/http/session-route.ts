import { weirVersion } from '@weir/runtime';
import type { FastifyInstance } from 'fastify';
import type { HttpContext } from './http-context.ts';
import { errorResponses } from './schemas.ts';

/** What a session tells of the gateway itself. */
export interface SessionOptions {
  /** Who is asked who they are: of `prepare` and `off` nobody. */
  readonly authentication: 'off' | 'prepare' | 'required';
  readonly isReadOnly: boolean;
  /** Empty while it is not known. */
  readonly clusterId: () => string;
}

const responseSchema = {
  type: 'object',
  properties: {
    clusterId: {
      type: ['string', 'null'],
      description: 'null for nobody who must say who they are, and before it is known',
    },
    version: { type: 'string', description: 'Of the gateway' },
    authentication: { type: 'string', enum: ['off', 'prepare', 'required'] },
    principal: { type: ['string', 'null'], description: 'null for nobody in particular' },
    readOnly: { type: 'boolean', description: 'Whether requests that change anything are refused' },
  },
} as const;

/** `GET /v1/session`: where a page is and who it is there; also for somebody without credentials. */
export function addSessionRoute(
  app: FastifyInstance,
  context: HttpContext,
  { authentication, isReadOnly, clusterId }: SessionOptions,
): void {
  app.get(
    '/v1/session',
    {
      schema: {
        operationId: 'describeSession',
        summary: 'The cluster, who the caller is, and what is asked of callers',
        response: { 200: responseSchema, ...errorResponses },
      },
    },
    async (request, reply) => {
      const calls = context.calls(request, reply);
      const principal = (await calls.principal()) ?? null;
      const isKnown = principal !== null || authentication !== 'required';
      const place = { clusterId: (isKnown && clusterId()) || null, version: weirVersion };
      return { ...place, authentication, principal, readOnly: isReadOnly };
    },
  );
}
