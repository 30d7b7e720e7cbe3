import { MetadataService, type Partition, type Topic } from '@weir/protos';
import type { FastifyInstance } from 'fastify';
import type { HttpContext } from '../http-context.ts';
import { errorResponses } from '../schemas.ts';
import { isInState, type PartitionState, partitionStates } from './partition-state.ts';

interface PartitionQuery {
  readonly state?: PartitionState;
  readonly node?: number;
  readonly limit: number;
}

interface Found {
  readonly topic: Topic;
  readonly partition: Partition;
}

const querySchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    state: { type: 'string', enum: partitionStates, description: 'Any by default' },
    node: {
      type: 'integer',
      minimum: 0,
      maximum: 2_147_483_647,
      description: 'Only those with a replica on that node',
    },
    limit: { type: 'integer', minimum: 1, maximum: 1_000, default: 100 },
  },
} as const;

const nodeIds = { type: 'array', items: { type: 'integer' } } as const;

const responseSchema = {
  type: 'object',
  properties: {
    partitions: {
      type: 'array',
      description: 'In order of topic and partition',
      items: {
        type: 'object',
        properties: {
          topic: { type: 'string' },
          partition: { type: 'integer' },
          leader: { type: 'integer', description: 'Absent while there is none' },
          leaderEpoch: { type: 'integer' },
          assignedReplicas: nodeIds,
          inSyncReplicas: nodeIds,
          leaderlessReason: { type: 'string', description: 'Empty where there is a leader' },
        },
      },
    },
    total: { type: 'integer', description: 'How many there are, whatever the limit' },
  },
} as const;

/** `GET /v1/partitions`: partitions by what is wrong with them, as the gateway's view knows. */
export function addPartitionListRoute(app: FastifyInstance, context: HttpContext): void {
  app.get<{ Querystring: PartitionQuery }>(
    '/v1/partitions',
    {
      schema: {
        operationId: 'listPartitions',
        summary: 'Partitions of topics that the caller may describe, by state and node',
        querystring: querySchema,
        response: { 200: responseSchema, ...errorResponses },
      },
    },
    async (request, reply) => {
      const calls = context.calls(request, reply);
      const { snapshot } = await calls.call(MetadataService.service.GetMetadata, { topics: [] });
      return listPartitions(snapshot?.topics ?? [], request.query);
    },
  );
}

function listPartitions(topics: readonly Topic[], query: PartitionQuery): object {
  const found = topics
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((topic) =>
      topic.partitions
        .filter((partition) => isWanted(partition, topic, query))
        .map((partition) => ({ topic, partition })),
    );
  return { partitions: found.slice(0, query.limit).map(toRow), total: found.length };
}

function isWanted(partition: Partition, topic: Topic, { state, node }: PartitionQuery): boolean {
  if (node !== undefined && !partition.assignedReplicas.includes(node)) return false;
  return state === undefined || isInState(state, partition, topic);
}

function toRow({ topic, partition }: Found): object {
  return { topic: topic.name, ...partition };
}
