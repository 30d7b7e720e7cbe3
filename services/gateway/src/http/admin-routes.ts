import {
  AdminService,
  GroupService,
  type JsonSchema,
  jsonSchemaOf,
  MetadataService,
} from '@weir/protos';
import type { UnaryMethod } from '@weir/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpCalls } from './http-calls.ts';
import type { HttpContext } from './http-context.ts';
import { errorResponses, groupParams, topicParams } from './schemas.ts';

/** A route that is one call of gRPC: body or query, and the path, are the fields of the request. */
interface CallRoute {
  readonly verb: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly summary: string;
  /** The call's name; its messages are `NAMERequest` and `NAMEResponse`. */
  readonly name: string;
  readonly method: UnaryMethod<object, object>;
  /** Field of the request that the path's last name is. */
  readonly pathField?: string;
  /** 200 by default. */
  readonly successCode?: number;
  /** Fields that a request leaves out. */
  readonly defaults?: (calls: HttpCalls) => Promise<object>;
}

interface AnyPath {
  readonly topic?: string;
  readonly group?: string;
}

const admin = AdminService.service;
const group = GroupService.service;
const oneTopic = '/v1/topics/:topic';
const oneGroup = '/v1/groups/:group';

const routes: readonly CallRoute[] = [
  {
    ...{ verb: 'GET', url: '/v1/cluster', name: 'DescribeCluster' },
    ...{ method: admin.DescribeCluster, summary: 'Nodes, coordinators, and what is wrong' },
  },
  {
    ...{ verb: 'GET', url: '/v1/topics', name: 'ListTopics' },
    ...{ method: admin.ListTopics, summary: 'The topics, in order of name' },
  },
  {
    ...{ verb: 'POST', url: '/v1/topics', name: 'CreateTopic' },
    ...{ method: admin.CreateTopic, summary: 'Creates a topic; 1 partition by default' },
    ...{ defaults: topicDefaults, successCode: 201 },
  },
  {
    ...{ verb: 'GET', url: oneTopic, name: 'DescribeTopic', pathField: 'name' },
    ...{ method: admin.DescribeTopic, summary: 'Partitions and configs of a topic' },
  },
  {
    ...{ verb: 'DELETE', url: oneTopic, name: 'DeleteTopic', pathField: 'name' },
    ...{ method: admin.DeleteTopic, summary: 'Deletes a topic with all its records' },
  },
  {
    ...{ verb: 'PATCH', url: `${oneTopic}/configs`, name: 'AlterTopicConfigs', pathField: 'name' },
    ...{ method: admin.AlterTopicConfigs, summary: 'Sets and resets configs of a topic' },
  },
  {
    ...{ verb: 'POST', url: `${oneTopic}/partitions`, name: 'AddPartitions', pathField: 'name' },
    ...{ method: admin.AddPartitions, summary: 'Adds partitions to a topic' },
  },
  {
    ...{ verb: 'GET', url: '/v1/groups', name: 'ListGroups' },
    ...{ method: group.ListGroups, summary: 'The groups, with their lag' },
  },
  {
    ...{ verb: 'GET', url: oneGroup, name: 'DescribeGroup', pathField: 'groupId' },
    ...{ method: group.DescribeGroup, summary: 'Members, positions and lag of a group' },
  },
  {
    ...{ verb: 'DELETE', url: oneGroup, name: 'DeleteGroup', pathField: 'groupId' },
    ...{ method: group.DeleteGroup, summary: 'Forgets a group without members' },
  },
  {
    ...{ verb: 'POST', url: `${oneGroup}/offsets`, name: 'ResetOffsets', pathField: 'groupId' },
    ...{ method: group.ResetOffsets, summary: 'Moves the committed offsets of a group' },
  },
];

/** Topics, groups and the cluster: each route is one call of the admin or group service. */
export function addAdminRoutes(app: FastifyInstance, context: HttpContext): void {
  for (const route of routes) addRoute(app, context, route);
}

function addRoute(app: FastifyInstance, context: HttpContext, route: CallRoute): void {
  const { verb, url, name, method, summary, pathField, defaults } = route;
  const { successCode = 200 } = route;
  const fields = requestSchema(name, pathField);
  app.route({
    method: verb,
    url,
    schema: {
      operationId: `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      summary,
      ...(verb === 'POST' || verb === 'PATCH' ? { body: fields } : { querystring: fields }),
      ...(url.includes(':')
        ? { params: url.startsWith(oneGroup) ? groupParams : topicParams }
        : {}),
      response: { [successCode]: jsonSchemaOf(`weir.v1.${name}Response`), ...errorResponses },
    },
    handler: async (request, reply) => {
      const calls = context.calls(request, reply);
      const message = { ...(await defaults?.(calls)), ...messageOf(request, pathField) };
      return reply.code(successCode).send(await calls.call(method, message));
    },
  });
}

/** The request's fields but for the one that the path gives; others are refused. */
function requestSchema(name: string, pathField: string | undefined): JsonSchema {
  const { properties, ...schema } = jsonSchemaOf(`weir.v1.${name}Request`);
  const fields = Object.entries(properties as object).filter(([field]) => field !== pathField);
  return { ...schema, additionalProperties: false, properties: Object.fromEntries(fields) };
}

function messageOf(request: FastifyRequest, pathField: string | undefined): object {
  const fields = { ...(request.query as object), ...(request.body as object | undefined) };
  if (pathField === undefined) return fields;
  const path = request.params as AnyPath;
  return { ...fields, [pathField]: path.topic ?? path.group };
}

/** Three replicas, or as many as there are nodes to hold them. */
async function topicDefaults(calls: HttpCalls): Promise<object> {
  const { snapshot } = await calls.call(MetadataService.service.GetMetadata, { topics: [''] });
  const alive = snapshot?.nodes.filter(({ state }) => state === 'NODE_STATE_ALIVE').length ?? 0;
  return { partitions: 1, replicationFactor: Math.max(1, Math.min(3, alive)) };
}
