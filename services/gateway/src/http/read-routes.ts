import { Readable } from 'node:stream';
import { toRecordJson } from '@weir/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpCalls } from './http-calls.ts';
import type { HttpContext } from './http-context.ts';
import { type Page, type PageLimits, readPage } from './read-page.ts';
import { formatCursor } from './read-position.ts';
import { feedRecords } from './record-feed.ts';
import { errorResponses, pageSchema, topicParams, type TopicParams } from './schemas.ts';
import { findStart, type ReadStart, type StartQuery } from './start-position.ts';
import { eventFormat, ndjsonFormat, type StreamFormat } from './stream-format.ts';

interface ReadQuery extends StartQuery {
  readonly limit: number;
  readonly maxBytes: number;
  readonly waitMs: number;
  readonly follow: boolean;
}

type ReadRequest = FastifyRequest<{ Params: TopicParams; Querystring: ReadQuery }>;

const querySchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    partition: { type: 'integer', minimum: 0, description: 'All by default' },
    offset: {
      type: 'integer',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'First offset wanted; needs a partition',
    },
    from: {
      type: 'string',
      pattern: '^(earliest|latest|\\d{1,15})$',
      default: 'earliest',
      description: 'earliest, latest, or Unix milliseconds: the first record at or after',
    },
    cursor: { type: 'string', maxLength: 16_384, description: 'Of an earlier answer' },
    limit: { type: 'integer', minimum: 1, maximum: 10_000, default: 100 },
    maxBytes: { type: 'integer', minimum: 1, maximum: 3_145_728, default: 1_048_576 },
    waitMs: {
      type: 'integer',
      minimum: 0,
      maximum: 30_000,
      default: 1_000,
      description: 'How long to wait when there is nothing',
    },
    follow: { type: 'boolean', default: false, description: 'With NDJSON: go on without end' },
  },
} as const;

/** How often a feed without records shows that it lives. */
const feedWaitMs = 15_000;

/** `GET /v1/topics/T/records`: a page as JSON or NDJSON, or a feed as NDJSON or server-sent events. */
export function addReadRoutes(app: FastifyInstance, context: HttpContext): void {
  app.get<{ Params: TopicParams; Querystring: ReadQuery }>(
    '/v1/topics/:topic/records',
    {
      schema: {
        operationId: 'readRecords',
        summary: 'Reads records: a page, or a feed by follow=true or Accept: text/event-stream',
        params: topicParams,
        querystring: querySchema,
        produces: ['application/json', ndjsonFormat.contentType, eventFormat.contentType],
        response: { 200: pageSchema, ...errorResponses },
      },
    },
    async (request, reply) => {
      const calls = context.calls(request, reply);
      const start = await findStart(calls, request.params.topic, startOf(request));
      const format = feedFormat(request);
      if (format !== undefined) return follow(reply, format, feed(context, calls, start, request));
      const page = await readPage(calls, start, limitsOf(request));
      return answerPage(request, reply, page);
    },
  );
}

/** A browser that reconnects tells where it was. */
function startOf({ query, headers }: ReadRequest): StartQuery {
  const lastEventId = headers['last-event-id'];
  return typeof lastEventId === 'string' && lastEventId !== ''
    ? { ...query, cursor: lastEventId }
    : query;
}

function limitsOf({ query }: ReadRequest): PageLimits {
  return { maxRecords: query.limit, maxBytes: query.maxBytes, waitMs: query.waitMs };
}

function feedFormat({ headers, query }: ReadRequest): StreamFormat | undefined {
  const accepted = headers.accept ?? '';
  if (accepted.includes(eventFormat.contentType)) return eventFormat;
  return query.follow ? ndjsonFormat : undefined;
}

function feed(
  context: HttpContext,
  calls: HttpCalls,
  start: ReadStart,
  request: ReadRequest,
): AsyncIterable<Page> {
  return feedRecords(context, calls, start, { ...limitsOf(request), waitMs: feedWaitMs });
}

function follow(reply: FastifyReply, format: StreamFormat, pages: AsyncIterable<Page>): unknown {
  reply.type(format.contentType);
  return reply.send(Readable.from(writeAll(format, pages), { objectMode: false }));
}

async function* writeAll(format: StreamFormat, pages: AsyncIterable<Page>): AsyncGenerator<string> {
  try {
    // The headers leave with the first bytes.
    yield format.page({ records: [], next: new Map() });
    for await (const page of pages) yield format.page(page);
  } catch (error) {
    yield format.error(error);
  }
}

function answerPage(request: ReadRequest, reply: FastifyReply, page: Page): unknown {
  const cursor = formatCursor(page.next);
  reply.header('weir-cursor', cursor);
  if ((request.headers.accept ?? '').includes(ndjsonFormat.contentType)) {
    const text = page.records.length === 0 ? '' : ndjsonFormat.page(page);
    return reply.type(ndjsonFormat.contentType).send(text);
  }
  return reply.send({ records: page.records.map((record) => toRecordJson(record)), cursor });
}
