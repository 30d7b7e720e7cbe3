import { isJsonObject, type JsonObject, type JsonValue, toText } from './json-value.ts';

/** How many records a case asks for, and what they look like. */
interface Generated {
  readonly count: number;
  /** Record `i` has the key `key-<i mod keys>`; without it, none. */
  readonly keys?: number;
  /** Values are `<prefix>-<i>`. */
  readonly prefix: string;
  readonly partition?: number;
}

/**
 * Fills in what a case leaves open.
 *
 * - `"{name.field}"` is a variable, whole or within a text;
 * - `{ "text": "…" }`, `{ "hex": "…" }` and `{ "filler": 1024 }` are bytes, in base64 as proto3 JSON has them;
 * - `{ "generate": { … } }` is a list of records.
 *
 * Throws for a variable that is not set.
 */
export function expandTemplate(value: JsonValue, variables: JsonObject): JsonValue {
  if (typeof value === 'string') return expandText(value, variables);
  if (Array.isArray(value)) {
    return (value as readonly JsonValue[]).map((item) => expandTemplate(item, variables));
  }
  if (!isJsonObject(value)) return value;
  return expandSpecial(value) ?? expandFields(value, variables);
}

function expandFields(value: JsonObject, variables: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, expandTemplate(field, variables)]),
  );
}

function expandText(text: string, variables: JsonObject): JsonValue {
  const whole = /^\{(?<path>[\w.]+)\}$/.exec(text)?.groups?.['path'];
  if (whole !== undefined) return lookUp(whole, variables);
  return text.replaceAll(/\{(?<path>[\w.]+)\}/g, (_, path: string) =>
    toText(lookUp(path, variables)),
  );
}

function lookUp(path: string, variables: JsonObject): JsonValue {
  let value: JsonValue | undefined = variables;
  for (const name of path.split('.')) {
    value = typeof value === 'object' ? (value as JsonObject | null)?.[name] : undefined;
  }
  if (value === undefined) throw new Error(`The case uses {${path}}, which is not set`);
  return value;
}

function expandSpecial(value: JsonObject): JsonValue | undefined {
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return undefined;
  const content = value[name];
  if (name === 'text') return Buffer.from(toText(content)).toString('base64');
  if (name === 'hex') return Buffer.from(toText(content), 'hex').toString('base64');
  if (name === 'filler') return filler(Number(content)).toString('base64');
  if (name === 'generate') return generate(content as unknown as Generated);
  return undefined;
}

/** Bytes of all values, so that a cut, or a text conversion, on the way is seen. */
function filler(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) % 256));
}

function generate({ count, keys, prefix, partition }: Generated): JsonValue {
  return Array.from({ length: count }, (_, index) => ({
    value: Buffer.from(`${prefix}-${index}`).toString('base64'),
    ...(keys === undefined
      ? undefined
      : { key: Buffer.from(`key-${index % keys}`).toString('base64') }),
    ...(partition === undefined ? undefined : { partition }),
  }));
}
