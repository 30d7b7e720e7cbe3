import { type JsonSchema, jsonSchemaOf } from '@weir/protos';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpContext } from '../http-context.ts';
import { errorResponses, paramsOf } from '../schemas.ts';
import type { CallRoute } from './call-route.ts';

/** Adds routes that are one call each. */
export function addCallRoutes(
  app: FastifyInstance,
  context: HttpContext,
  routes: readonly CallRoute[],
): void {
  for (const route of routes) addRoute(app, context, route);
}

function addRoute(app: FastifyInstance, context: HttpContext, route: CallRoute): void {
  const { verb, url, name, method, summary, defaults, successCode = 200 } = route;
  const params = paramsOf(url);
  app.route({
    method: verb,
    url,
    schema: {
      operationId: `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      summary,
      ...(hasBody(route) ? { body: bodySchema(route) } : { querystring: querySchema(route) }),
      ...(params === undefined ? {} : { params }),
      response: { [successCode]: jsonSchemaOf(`weir.v1.${name}Response`), ...errorResponses },
    },
    preValidation: async (request) => {
      // No body is one without fields.
      if (hasBody(route)) request.body ??= {};
    },
    handler: async (request, reply) => {
      const calls = context.calls(request, reply);
      const message = { ...(await defaults?.(calls)), ...messageOf(request, route) };
      return reply.code(successCode).send(await calls.call(method, message));
    },
  });
}

function hasBody({ verb }: CallRoute): boolean {
  return verb === 'POST' || verb === 'PATCH';
}

/** The request's fields but for the one that the path gives; others are refused. */
function bodySchema({ name, pathField }: CallRoute): JsonSchema {
  const fields = fieldsOf(jsonSchemaOf(`weir.v1.${name}Request`));
  return closedSchema(fields.filter(([field]) => field !== pathField));
}

/** As of a body, but a query holds no messages and no lists. */
function querySchema({ name, pathField, queryField }: CallRoute): JsonSchema {
  const request = fieldsOf(jsonSchemaOf(`weir.v1.${name}Request`));
  const [, schema] = request.find(([field]) => field === queryField) ?? [];
  const fields = schema === undefined ? request : fieldsOf(schema);
  return closedSchema(
    fields.filter(
      ([field, { type }]) => field !== pathField && type !== 'object' && type !== 'array',
    ),
  );
}

function fieldsOf({ properties }: JsonSchema): (readonly [string, JsonSchema])[] {
  return Object.entries(properties as Readonly<Record<string, JsonSchema>>);
}

function closedSchema(fields: readonly (readonly [string, JsonSchema])[]): JsonSchema {
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(fields) };
}

function messageOf(
  { query, body, params }: FastifyRequest,
  { pathField, queryField }: CallRoute,
): object {
  const told = queryField === undefined ? (query as object) : { [queryField]: query };
  const [parameter] = Object.values(params as object) as unknown[];
  return {
    ...told,
    ...(body as object | undefined),
    ...(pathField === undefined ? {} : { [pathField]: parameter }),
  };
}
