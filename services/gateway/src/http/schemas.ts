/** The topic that a path names. */
export interface TopicParams {
  readonly topic: string;
}

/** Schema of `TopicParams`. */
export const topicParams = {
  type: 'object',
  required: ['topic'],
  properties: { topic: { type: 'string', minLength: 1, maxLength: 249 } },
} as const;

const paramSchemas: Readonly<Record<string, object>> = {
  ...topicParams.properties,
  group: { type: 'string', minLength: 1, maxLength: 249 },
  node: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
  key: { type: 'string', minLength: 1, maxLength: 64 },
};

/** Schema of the parameters of a path, `/v1/topics/:topic`; undefined for one without. */
export function paramsOf(url: string): object | undefined {
  const names = [...url.matchAll(/:(\w+)/gu)].map(([, name = '']) => name);
  if (names.length === 0) return undefined;
  const properties = Object.fromEntries(names.map((name) => [name, paramSchemas[name]]));
  return { type: 'object', required: names, properties };
}

const errorSchema = {
  description: 'What was wrong, and what a caller may do about it',
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        code: { type: 'string', description: 'A name of the error table' },
        message: { type: 'string', description: 'For people' },
        recovery: {
          type: 'string',
          enum: ['retry', 'refresh-metadata', 'rejoin', 'give-up'],
        },
        metadata: { type: 'object', additionalProperties: { type: 'string' } },
      },
    },
  },
} as const;

/** Of every route. */
export const errorResponses = { '4xx': errorSchema, '5xx': errorSchema } as const;

const headersSchema = {
  type: 'array',
  maxItems: 1_000,
  items: {
    type: 'object',
    required: ['key', 'value'],
    additionalProperties: false,
    properties: { key: { type: 'string' }, value: { type: ['string', 'null'] } },
  },
} as const;

const base64Schema = {
  type: 'array',
  items: { type: 'string' },
  description: 'Names of fields that are base64: key, value, headers.0, …',
} as const;

/** Schema of a page of records. */
export const pageSchema = {
  type: 'object',
  properties: {
    records: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          topic: { type: 'string' },
          partition: { type: 'integer' },
          offset: { type: 'integer' },
          timestampMs: { type: 'integer' },
          key: { type: ['string', 'null'] },
          value: { type: ['string', 'null'] },
          headers: headersSchema,
          base64: base64Schema,
        },
      },
    },
    cursor: { type: 'string', description: 'Where to go on: give it back as cursor' },
  },
} as const;

const acks = { type: 'string', enum: ['all', 'leader', 'none'], default: 'all' } as const;

/** Schema of records to publish. */
export const publishSchema = {
  type: 'object',
  required: ['records'],
  additionalProperties: false,
  properties: {
    acks,
    producerName: { type: 'string', maxLength: 249 },
    records: {
      type: 'array',
      minItems: 1,
      maxItems: 10_000,
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          key: { description: 'Text, null, or any JSON, which is sent as its own text' },
          value: { description: 'Text, null, or any JSON, which is sent as its own text' },
          partition: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
          timestampMs: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
          sequence: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
          headers: headersSchema,
          base64: base64Schema,
        },
      },
    },
  },
} as const;

/** Schema of the query of a record that is published as it is. */
export const rawPublishQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    acks,
    key: { type: 'string' },
    partition: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
  },
} as const;

/** Schema of what became of published records, where at least one was written. */
export const publishedSchema = {
  type: 'object',
  properties: {
    results: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          partition: { type: 'integer' },
          offset: { type: 'integer', description: '-1 with acks none, or with an error' },
          isDuplicate: { type: 'boolean' },
          error: {
            type: 'object',
            properties: { code: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
    },
    throttleMs: { type: 'integer', description: 'Over the quota: wait so long' },
  },
} as const;

const nothingPublishedSchema = {
  ...errorSchema,
  properties: { ...errorSchema.properties, ...publishedSchema.properties },
} as const;

/** Of a request to publish that failed, as a whole or with each of its records. */
export const publishErrorResponses = {
  '4xx': nothingPublishedSchema,
  '5xx': nothingPublishedSchema,
} as const;
