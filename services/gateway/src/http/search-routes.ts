import { Readable } from 'node:stream';
import {
  maxFilterLength,
  openSearch,
  type RecordFilter,
  type ScanEvent,
  type SearchedField,
  type TopicScan,
} from '@weir/client/for-gateway';
import { toRecordJson } from '@weir/core';
import type { FastifyInstance } from 'fastify';
import type { HttpContext } from './http-context.ts';
import { toErrorAnswer } from './http-error.ts';
import { findTarget, type ScanQuery, scanQueryProperties, toStandingJson } from './scan-query.ts';
import { errorResponses, topicParams, type TopicParams } from './schemas.ts';
import { SearchSlots } from './search-slots.ts';
import { ndjsonFormat } from './stream-format.ts';

interface SearchQuery extends ScanQuery {
  readonly text?: string;
  readonly in: string;
  readonly value?: string;
  readonly key?: string;
  readonly header?: string;
  readonly jsonPath?: string;
  readonly regex: boolean;
  readonly caseSensitive: boolean;
  readonly timeMs: number;
}

const wanted = { type: 'string', maxLength: maxFilterLength } as const;

const querySchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...scanQueryProperties,
    text: { ...wanted, description: 'A text that one of the fields "in" holds' },
    in: {
      type: 'string',
      pattern: '^(key|value|headers)(,(key|value|headers)){0,2}$',
      default: 'key,value,headers',
    },
    value: { ...wanted, description: 'A text that the value holds' },
    key: { ...wanted, description: 'The whole key; with regex a pattern that it holds' },
    header: { ...wanted, description: 'NAME=VALUE, the whole value, or NAME for any' },
    jsonPath: { ...wanted, description: 'PATH=VALUE, such as order.items.0.sku=A7' },
    regex: {
      type: 'boolean',
      default: false,
      description: 'Whether text, value and key are regular expressions of JavaScript',
    },
    caseSensitive: { type: 'boolean', default: false, description: 'Of text, value and patterns' },
    limit: { type: 'integer', minimum: 1, maximum: 10_000, default: 100 },
    timeMs: { type: 'integer', minimum: 1, maximum: 60_000, default: 10_000 },
  },
} as const;

/** `GET /v1/topics/T/search`: looks for records for a limited time, and tells what it finds as NDJSON. */
export function addSearchRoutes(app: FastifyInstance, context: HttpContext): void {
  const slots = new SearchSlots(context);
  app.get<{ Params: TopicParams; Querystring: SearchQuery }>(
    '/v1/topics/:topic/search',
    {
      schema: {
        operationId: 'searchRecords',
        summary: 'Searches records by key, value, headers or a field of JSON, within a time',
        description:
          'Lines of JSON: {"record"}, {"progress"} twice a second, and at last {"end"} or {"error"}',
        params: topicParams,
        querystring: querySchema,
        produces: [ndjsonFormat.contentType],
        response: errorResponses,
      },
    },
    async (request, reply) => {
      const { query } = request;
      const calls = context.calls(request, reply);
      const signal = slots.take(reply, query.timeMs);
      const target = await findTarget(context, calls, request.params.topic);
      const scan = await openSearch(target, { ...query, filter: filterOf(query), signal });
      reply.header('cache-control', 'no-store').type(ndjsonFormat.contentType);
      return reply.send(Readable.from(lines(scan), { objectMode: false }));
    },
  );
}

function filterOf({
  in: fields,
  regex,
  caseSensitive,
  jsonPath,
  ...query
}: SearchQuery): RecordFilter {
  const { text, value, key, header } = query;
  return {
    ...{ text, value, key, header, jsonField: jsonPath },
    in: fields.split(',') as SearchedField[],
    isRegex: regex,
    isCaseSensitive: caseSensitive,
  };
}

async function* lines(scan: TopicScan): AsyncGenerator<string> {
  try {
    for await (const event of scan.events()) yield `${JSON.stringify(toLine(event))}\n`;
  } catch (error) {
    yield `${JSON.stringify(toErrorAnswer(error).body)}\n`;
  }
}

function toLine(event: ScanEvent): object {
  switch (event.kind) {
    case 'record':
      return { record: toRecordJson(event.record) };
    case 'progress': {
      const { scanned, matched, scannedBytes, remaining } = event;
      return { progress: { scanned, matched, scannedBytes, remaining } };
    }
    case 'end': {
      const { kind: _kind, cursor, partitions, ...end } = event;
      const unread = partitions.filter((standing) => 'error' in standing);
      const isAll = end.reason === 'end' && unread.length === 0;
      return {
        end: {
          ...end,
          ...(isAll ? undefined : { cursor }),
          ...(unread.length === 0
            ? undefined
            : { unread: unread.map((standing) => toStandingJson(standing)) }),
        },
      };
    }
  }
}
