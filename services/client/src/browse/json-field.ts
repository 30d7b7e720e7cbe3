import { WeirError } from '@weir/core';

/** A field of a JSON value, and what it should be. */
export interface JsonField {
  /** Names of members and numbers of elements, from the outside in. */
  readonly path: readonly string[];
  /** Text as it is; anything else as its JSON. */
  readonly value: string;
}

const maxDepth = 32;

/** Reads `path=value`, such as `order.items.0.sku=A7`, with or without `$.` before it. */
export function parseJsonField(text: string): JsonField {
  const split = text.indexOf('=');
  const path = text.slice(0, Math.max(0, split)).replace(/^\$\./, '').split('.');
  if (split < 1 || path.includes('') || path.length > maxDepth) {
    throw new WeirError(
      'INVALID_REQUEST',
      `The JSON field "${text.slice(0, 80)}" is not PATH=VALUE, such as order.items.0.sku=A7, of at most ` +
        `${maxDepth} names`,
    );
  }
  return { path, value: text.slice(split + 1) };
}

/** Whether the bytes are JSON that has the field with the value. */
export function hasJsonField(bytes: Buffer, { path, value }: JsonField): boolean {
  let found = parse(bytes);
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return false;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return (typeof found === 'string' ? found : JSON.stringify(found)) === value;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
