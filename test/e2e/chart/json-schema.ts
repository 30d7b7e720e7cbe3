/** A JSON Schema, as far as the chart uses it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Free text. */
export const text: JsonSchema = { type: 'string' };

/** A name that may be left empty. */
export const nameOrEmpty: JsonSchema = {
  type: 'string',
  pattern: '^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$',
};

export const flag: JsonSchema = { type: 'boolean' };

/** A whole number from `minimum` on, up to `maximum` where there is one. */
export function integer(minimum: number, maximum?: number): JsonSchema {
  return { type: 'integer', minimum, ...(maximum === undefined ? {} : { maximum }) };
}

export function oneOf(...values: readonly string[]): JsonSchema {
  return { enum: values };
}

export function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

export function mapOf(values: JsonSchema): JsonSchema {
  return { type: 'object', additionalProperties: values };
}

/** A map of the chart's own: it refuses keys that are not listed. */
export function closed(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema {
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
  };
}

/** A shape of Kubernetes' own: the API server judges it. */
export const kubernetesMap: JsonSchema = { type: 'object' };
export const kubernetesList: JsonSchema = listOf(kubernetesMap);
