import { jsonSchemaOf, LogService } from '@weir/protos';
import type { FastifyInstance } from 'fastify';
import { findTopic } from '../find-topic.ts';
import type { HttpContext } from '../http-context.ts';
import { errorResponses, topicParams, type TopicParams } from '../schemas.ts';

interface OffsetsQuery {
  readonly spec:
    | 'OFFSET_SPEC_EARLIEST'
    | 'OFFSET_SPEC_LATEST'
    | 'OFFSET_SPEC_TIMESTAMP'
    | 'OFFSET_SPEC_MAX_TIMESTAMP';
  readonly timestampMs: number;
}

const offsetsQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    spec: {
      type: 'string',
      enum: [
        ...['OFFSET_SPEC_EARLIEST', 'OFFSET_SPEC_LATEST'],
        ...['OFFSET_SPEC_TIMESTAMP', 'OFFSET_SPEC_MAX_TIMESTAMP'],
      ],
      default: 'OFFSET_SPEC_LATEST',
    },
    timestampMs: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 },
  },
} as const;

interface DeleteBody {
  readonly partitions: readonly { readonly partition: number; readonly beforeOffset: number }[];
}

const deleteBody = {
  type: 'object',
  required: ['partitions'],
  additionalProperties: false,
  properties: {
    partitions: {
      type: 'array',
      minItems: 1,
      maxItems: 10_000,
      items: {
        type: 'object',
        required: ['partition', 'beforeOffset'],
        additionalProperties: false,
        properties: {
          partition: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
          beforeOffset: {
            type: 'integer',
            minimum: -1,
            maximum: Number.MAX_SAFE_INTEGER,
            description: 'First offset that stays; -1: the high watermark',
          },
        },
      },
    },
  },
} as const;

/** What the leaders of one topic know of its logs: sizes, offsets, and the end of what is old. */
export function addLogRoutes(app: FastifyInstance, context: HttpContext): void {
  addDescribeLogs(app, context);
  addListOffsets(app, context);
  addDeleteRecords(app, context);
}

function addDescribeLogs(app: FastifyInstance, context: HttpContext): void {
  app.get<{ Params: TopicParams }>(
    '/v1/topics/:topic/logs',
    {
      schema: {
        operationId: 'describeLogs',
        summary: 'Size and offsets of each partition, and how far its followers are',
        params: topicParams,
        response: { 200: jsonSchemaOf('weir.v1.DescribeLogsResponse'), ...errorResponses },
      },
    },
    async (request, reply) => {
      const calls = context.calls(request, reply);
      const { topicId, partitions } = await findTopic(calls, request.params.topic);
      const asked = partitions.map(({ partition }) => ({ topicId, partition }));
      return calls.call(LogService.service.DescribeLogs, { partitions: asked });
    },
  );
}

function addListOffsets(app: FastifyInstance, context: HttpContext): void {
  app.get<{ Params: TopicParams; Querystring: OffsetsQuery }>(
    '/v1/topics/:topic/offsets',
    {
      schema: {
        operationId: 'listOffsets',
        summary: 'The offset that is meant by a time, or by the end, in each partition',
        params: topicParams,
        querystring: offsetsQuery,
        response: { 200: jsonSchemaOf('weir.v1.ListOffsetsResponse'), ...errorResponses },
      },
    },
    async (request, reply) => {
      const calls = context.calls(request, reply);
      const { topicId, partitions } = await findTopic(calls, request.params.topic);
      const asked = partitions.map(({ partition }) => ({ topicId, partition, ...request.query }));
      return calls.call(LogService.service.ListOffsets, { partitions: asked });
    },
  );
}

function addDeleteRecords(app: FastifyInstance, context: HttpContext): void {
  app.post<{ Params: TopicParams; Body: DeleteBody }>(
    '/v1/topics/:topic/records/delete',
    {
      schema: {
        operationId: 'deleteRecords',
        summary: 'Deletes what lies before an offset, in each partition that is named',
        params: topicParams,
        body: deleteBody,
        response: { 200: jsonSchemaOf('weir.v1.DeleteRecordsResponse'), ...errorResponses },
      },
    },
    async (request, reply) => {
      const calls = context.calls(request, reply);
      const { topicId } = await findTopic(calls, request.params.topic);
      const partitions = request.body.partitions.map((each) => ({ topicId, ...each }));
      return calls.call(LogService.service.DeleteRecords, { partitions });
    },
  );
}
