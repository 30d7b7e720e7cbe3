import { fromRecordJson, type RecordHeader, type RecordJson, WeirError } from '@weir/core';
import {
  type HeaderInput,
  MessagingService,
  type PublishRecordInput,
  type PublishRequestInput,
  type PublishResponse,
  type PublishResult,
} from '@weir/protos';
import { fromPartitionError } from '@weir/runtime';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { HttpContext } from './http-context.ts';
import { toErrorAnswer } from './http-error.ts';
import {
  publishedSchema,
  publishErrorResponses,
  publishSchema,
  rawPublishQuery,
  topicParams,
  type TopicParams,
} from './schemas.ts';

type AcksName = keyof typeof acksByName;

interface RecordToPublish extends RecordJson {
  readonly partition?: number;
  readonly timestampMs?: number;
  readonly sequence?: number;
}

interface PublishBody {
  readonly acks: AcksName;
  readonly producerName?: string;
  readonly records: readonly RecordToPublish[];
}

interface RawQuery {
  readonly acks: AcksName;
  readonly key?: string;
  readonly partition?: number;
}

const acksByName = { all: 'ACKS_ALL', leader: 'ACKS_LEADER', none: 'ACKS_NONE' } as const;

/** Most bytes of a body: 4 MiB of records, as base64. */
const maxBodyBytes = 6 * 1024 * 1024;

/** `POST /v1/topics/T/records`: records as JSON; any other type of body is one record's value as it is. */
export function addPublishRoutes(app: FastifyInstance, context: HttpContext): void {
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  app.post<{ Params: TopicParams; Querystring: RawQuery; Body: PublishBody | Buffer | undefined }>(
    '/v1/topics/:topic/records',
    {
      bodyLimit: maxBodyBytes,
      schema: {
        operationId: 'publishRecords',
        summary:
          'Publishes records (207 when some failed), or one whose value is the body as it is',
        params: topicParams,
        querystring: rawPublishQuery,
        body: {
          content: { 'application/json': { schema: publishSchema }, '*/*': { schema: {} } },
        },
        response: { 200: publishedSchema, 207: publishedSchema, ...publishErrorResponses },
      },
    },
    async (request, reply) => {
      const { params, query, body } = request;
      const message = toRequest(params.topic, query, body);
      const calls = context.calls(request, reply);
      return answer(reply, await calls.call(MessagingService.service.Publish, message));
    },
  );
}

function toRequest(
  topic: string,
  query: RawQuery,
  body: PublishBody | Buffer | undefined,
): PublishRequestInput {
  if (body === undefined) {
    throw new WeirError(
      'INVALID_REQUEST',
      'The request has no body: send {"records":[{"value":"…"}]} as application/json, or a value as it is',
    );
  }
  if (Buffer.isBuffer(body)) {
    const { acks, ...place } = query;
    return { acks: acksByName[acks], records: [toPublishRecord(topic, place, body)] };
  }
  const { acks, producerName = '', records } = body;
  return {
    ...{ acks: acksByName[acks], producerName },
    records: records.map((record) => toPublishRecord(topic, record)),
  };
}

function toPublishRecord(
  topic: string,
  record: RecordToPublish,
  rawValue?: Buffer,
): PublishRecordInput {
  const payload = fromRecordJson(record);
  const { key, headers } = payload;
  const value = rawValue ?? payload.value;
  const { partition, timestampMs, sequence } = record;
  return {
    topic,
    ...(key === null ? undefined : { key }),
    ...(value === null ? undefined : { value }),
    headers: headers.map((header) => toHeader(header)),
    ...(partition === undefined ? undefined : { partition }),
    ...(timestampMs === undefined ? undefined : { timestampMs }),
    ...(sequence === undefined ? undefined : { sequence }),
  };
}

function toHeader({ key, value }: RecordHeader): HeaderInput {
  return value === null ? { key } : { key, value };
}

/** 200 when all are written, 207 when some are, else the first one's error, as of a failed request. */
function answer(reply: FastifyReply, { results, throttleMs }: PublishResponse): unknown {
  const body = { results: results.map(toResultJson), throttleMs };
  const failed = results.filter(({ error }) => error !== null);
  if (failed.length === 0) return reply.code(200).send(body);
  if (failed.length < results.length) return reply.code(207).send(body);
  const problem = fromPartitionError(failed[0]?.error ?? null);
  const { statusCode, headers, body: error } = toErrorAnswer(problem);
  return reply
    .code(statusCode)
    .headers(headers)
    .send({ ...error, ...body });
}

function toResultJson({ partition, offset, isDuplicate, error }: PublishResult): object {
  return {
    ...{ partition, offset, isDuplicate },
    ...(error === null ? undefined : { error: { code: error.code, message: error.message } }),
  };
}
