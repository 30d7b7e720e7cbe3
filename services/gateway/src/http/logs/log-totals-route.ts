import { WeirError } from '@weir/core';
import { type DescribeLogsResult, LogService, MetadataService, type Topic } from '@weir/protos';
import { maxPartitionsPerRequest } from '@weir/runtime';
import type { FastifyInstance } from 'fastify';
import type { HttpCalls } from '../http-calls.ts';
import type { HttpContext } from '../http-context.ts';
import { errorResponses } from '../schemas.ts';
import { type LogTotals, logTotals } from './log-totals.ts';

interface LogsQuery {
  readonly topics: string;
}

/** Topics in one request. */
const maxTopics = 200;

const querySchema = {
  type: 'object',
  required: ['topics'],
  additionalProperties: false,
  properties: {
    topics: {
      type: 'string',
      minLength: 1,
      maxLength: maxTopics * 250,
      description: `Names, comma-separated, ${maxTopics} at most`,
    },
  },
} as const;

const responseSchema = {
  type: 'object',
  properties: {
    topics: {
      type: 'array',
      description: 'In the order of the request; those that the caller does not see are left out',
      items: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          logBytes: { type: 'integer', description: "On the leaders' disks" },
          records: { type: 'integer', description: 'Between log start and high watermark' },
          highWatermarks: {
            type: 'integer',
            description: 'Their sum: it grows by what is written',
          },
          segments: { type: 'integer' },
          unanswered: { type: 'integer', description: 'Partitions that are in none of the sums' },
        },
      },
    },
  },
} as const;

/** `GET /v1/logs?topics=a,b,c`: sizes and counts of many topics, one line each. */
export function addLogTotalsRoute(app: FastifyInstance, context: HttpContext): void {
  app.get<{ Querystring: LogsQuery }>(
    '/v1/logs',
    {
      schema: {
        operationId: 'listLogs',
        summary: 'Bytes, records and segments of topics, as their leaders tell',
        querystring: querySchema,
        response: { 200: responseSchema, ...errorResponses },
      },
    },
    async (request, reply) => {
      const calls = context.calls(request, reply);
      const names = [...new Set(request.query.topics.split(','))];
      if (names.length > maxTopics) throw tooMany(names.length);
      const { snapshot } = await calls.call(MetadataService.service.GetMetadata, { topics: names });
      return { topics: await describeTopics(calls, snapshot?.topics ?? []) };
    },
  );
}

async function describeTopics(calls: HttpCalls, topics: readonly Topic[]): Promise<LogTotals[]> {
  const asked = topics.flatMap(({ topicId, partitions }) =>
    partitions.map(({ partition }) => ({ topicId, partition })),
  );
  const answers = new Map<string, DescribeLogsResult[]>();
  for (let at = 0; at < asked.length; at += maxPartitionsPerRequest) {
    const partitions = asked.slice(at, at + maxPartitionsPerRequest);
    const answer = await calls.call(LogService.service.DescribeLogs, { partitions });
    for (const each of answer.partitions) {
      const known = answers.get(each.topicId);
      if (known === undefined) answers.set(each.topicId, [each]);
      else known.push(each);
    }
  }
  return topics.map((topic) => logTotals(topic, answers.get(topic.topicId) ?? []));
}

function tooMany(count: number): WeirError {
  return new WeirError(
    'INVALID_REQUEST',
    `${count} topics are asked for, ${maxTopics} are the limit: ask for them in parts`,
  );
}
