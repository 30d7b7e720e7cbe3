import { isJsonObject, type JsonValue } from './json-value.ts';

/**
 * Where an answer differs from what a case expects; empty when it is as expected.
 *
 * An object must hold the fields that are named, a list exactly the items; null is a field that must be
 * absent, `{ "contains": "…" }` a text with that in it, `{ "anyOf": [ … ] }` one of several.
 */
export function matchExpected(
  actual: JsonValue | undefined,
  expected: JsonValue,
  path = 'answer',
): string[] {
  if (expected === null)
    return actual === undefined || actual === null ? [] : [differ(path, actual, 'nothing')];
  if (Array.isArray(expected)) return matchList(actual, expected as readonly JsonValue[], path);
  if (!isJsonObject(expected)) {
    return actual === expected ? [] : [differ(path, actual, JSON.stringify(expected))];
  }
  const part = expected['contains'];
  if (typeof part === 'string') return matchText(actual, part, path);
  const choices = expected['anyOf'];
  if (Array.isArray(choices)) return matchAny(actual, choices as readonly JsonValue[], path);
  if (!isJsonObject(actual)) return [differ(path, actual, 'an object')];
  return Object.entries(expected).flatMap(([name, field]) =>
    matchExpected(actual[name], field, `${path}.${name}`),
  );
}

function matchList(
  actual: JsonValue | undefined,
  expected: readonly JsonValue[],
  path: string,
): string[] {
  if (!Array.isArray(actual)) return [differ(path, actual, 'a list')];
  const items = actual as readonly JsonValue[];
  if (items.length !== expected.length) {
    return [`${path} has ${items.length} items, expected ${expected.length}: ${shorten(actual)}`];
  }
  return expected.flatMap((item, index) => matchExpected(items[index], item, `${path}.${index}`));
}

function matchText(actual: JsonValue | undefined, part: string, path: string): string[] {
  if (typeof actual === 'string' && actual.includes(part)) return [];
  return [differ(path, actual, `a text with ${part}`)];
}

function matchAny(
  actual: JsonValue | undefined,
  choices: readonly JsonValue[],
  path: string,
): string[] {
  if (choices.some((choice) => matchExpected(actual, choice, path).length === 0)) return [];
  return [differ(path, actual, `one of ${JSON.stringify(choices)}`)];
}

function differ(path: string, actual: JsonValue | undefined, expected: string): string {
  return `${path} is ${shorten(actual)}, expected ${shorten(expected)}`;
}

function shorten(value: JsonValue | undefined): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'absent');
  return text.length <= 300 ? text : `${text.slice(0, 300)}… (${text.length} characters)`;
}
