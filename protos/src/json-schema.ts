import protobuf from 'protobufjs/light.js';
import { definitions } from './definitions.ts';

/** A JSON schema, as OpenAPI 3.1 writes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const integerTypes = new Set([
  ...['int32', 'int64', 'uint32', 'uint64', 'sint32', 'sint64'],
  ...['fixed32', 'fixed64', 'sfixed32', 'sfixed64'],
]);

/**
 * The JSON schema of a message, as the services see it: int64 as numbers, enums by name, absent messages
 * as null. `name` is the full name, such as `weir.v1.Topic`; messages within are written out.
 */
export function jsonSchemaOf(name: string): JsonSchema {
  return messageSchema(definitions.lookupType(name));
}

function messageSchema(type: protobuf.Type): JsonSchema {
  const properties = type.fieldsArray.map((field) => [field.name, fieldSchema(field)] as const);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

function fieldSchema(field: protobuf.Field): JsonSchema {
  const value = valueSchema(field.resolve());
  if (field instanceof protobuf.MapField) return { type: 'object', additionalProperties: value };
  if (field.repeated) return { type: 'array', items: value };
  return value;
}

function valueSchema({ type, resolvedType, repeated }: protobuf.Field): JsonSchema {
  if (resolvedType instanceof protobuf.Enum) {
    return { type: 'string', enum: Object.keys(resolvedType.values) };
  }
  if (resolvedType !== null) {
    const schema = messageSchema(resolvedType);
    return repeated ? schema : { ...schema, nullable: true };
  }
  if (integerTypes.has(type)) return { type: 'integer' };
  if (type === 'bool') return { type: 'boolean' };
  if (type === 'float' || type === 'double') return { type: 'number' };
  return { type: 'string' };
}
