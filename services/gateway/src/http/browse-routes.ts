import { browseTopic } from '@weir/client/for-gateway';
import { toRecordJson } from '@weir/core';
import type { FastifyInstance } from 'fastify';
import type { HttpContext } from './http-context.ts';
import {
  findTarget,
  type ScanQuery,
  scanQueryProperties,
  standingsSchema,
  toStandingJson,
} from './scan-query.ts';
import { errorResponses, pageSchema, topicParams, type TopicParams } from './schemas.ts';

interface BrowseQuery extends ScanQuery {
  readonly maxBytes: number;
}

const querySchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...scanQueryProperties,
    limit: { type: 'integer', minimum: 1, maximum: 1_000, default: 50 },
    maxBytes: {
      type: 'integer',
      minimum: 1,
      maximum: 16_777_216,
      default: 4_194_304,
      description: 'Of records, about; one may exceed it',
    },
  },
} as const;

const responseSchema = {
  type: 'object',
  properties: {
    records: pageSchema.properties.records,
    cursor: { type: 'string', description: 'Goes on behind the last record' },
    isEnd: {
      type: 'boolean',
      description: 'Nothing is left, of the partitions that could be read',
    },
    partitions: standingsSchema,
  },
} as const;

/** `GET /v1/topics/T/browse`: pages of records, newest or oldest first, of all partitions. */
export function addBrowseRoutes(app: FastifyInstance, context: HttpContext): void {
  app.get<{ Params: TopicParams; Querystring: BrowseQuery }>(
    '/v1/topics/:topic/browse',
    {
      schema: {
        operationId: 'browseRecords',
        summary: 'Reads a page of records, the newest first unless told otherwise; waits for none',
        params: topicParams,
        querystring: querySchema,
        response: { 200: responseSchema, ...errorResponses },
      },
    },
    async (request, reply) => {
      const calls = context.calls(request, reply);
      const target = await findTarget(context, calls, request.params.topic);
      const options = { ...request.query, signal: calls.signal };
      const { records, cursor, isEnd, partitions } = await browseTopic(target, options);
      return reply.header('cache-control', 'no-store').send({
        records: records.map((record) => toRecordJson(record)),
        cursor,
        isEnd,
        partitions: partitions.map((standing) => toStandingJson(standing)),
      });
    },
  );
}
