import {
  fieldBytes,
  headerFields,
  keyField,
  type RecordField,
  valueField,
} from './record-field.ts';
import type { RecordJson } from './record-json.ts';
import type { RecordQuery } from './record-query.ts';

type Test = (record: RecordJson) => boolean;

/** Of each field only so much is looked at, so that the page stays quick. */
const maxTriedChars = 256 * 1024;

/** Why what a query looks for cannot be searched for. */
export function searchProblem({ text, key, header, jsonField, isRegex }: RecordQuery) {
  if (header.startsWith('=')) return 'The header is NAME=VALUE, or NAME for any value';
  if (jsonField !== '' && parseJsonField(jsonField) === undefined) {
    return 'The JSON field is PATH=VALUE, such as order.items.0.sku=A7';
  }
  return isRegex ? (patternProblem(text) ?? patternProblem(key)) : undefined;
}

function patternProblem(source: string): string | undefined {
  try {
    RegExp(source, 'u');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Whether a record has what a query looks for, as the gateway's search sees it; undefined when all have. The query has
 * no `searchProblem`.
 */
export function recordMatcher(query: RecordQuery): Test | undefined {
  const { text, key, header, jsonField, isRegex } = query;
  const tests: Test[] = [];
  if (text !== '') tests.push(textTest(query));
  if (key !== '' && isRegex) tests.push(textTest({ ...query, text: key, fields: ['key'] }));
  if (key !== '' && !isRegex) tests.push((record) => record.key === key);
  if (header !== '') tests.push(headerTest(header));
  if (jsonField !== '') tests.push(jsonTest(jsonField));
  return tests.length === 0 ? undefined : (record) => tests.every((test) => test(record));
}

function textTest(query: RecordQuery): Test {
  const test = stringTest(query);
  const has = (field: RecordField): boolean => field.text !== null && test(textOf(field));
  return (record) =>
    query.fields.some((field) => {
      if (field === 'key') return has(keyField(record));
      if (field === 'value') return has(valueField(record));
      return headerFields(record).some((header) => test(header.name) || has(header));
    });
}

function stringTest({ text, isRegex, isCaseSensitive }: RecordQuery): (tried: string) => boolean {
  if (isRegex) {
    const pattern = new RegExp(text, isCaseSensitive ? 'u' : 'iu');
    return (tried) => pattern.test(tried);
  }
  if (isCaseSensitive) return (tried) => tried.includes(text);
  const wanted = text.toLowerCase();
  return (tried) => tried.toLowerCase().includes(wanted);
}

function textOf({ text, isBase64 }: RecordField): string {
  const head = (text ?? '').slice(0, maxTriedChars);
  return isBase64 ? new TextDecoder().decode(fieldBytes({ text: head, isBase64 })) : head;
}

function headerTest(wanted: string): Test {
  const [name = '', ...values] = wanted.split('=');
  const value = values.length === 0 ? undefined : values.join('=');
  return ({ headers }) =>
    headers.some(
      (header) => header.key === name && (value === undefined || header.value === value),
    );
}

function parseJsonField(text: string) {
  const [path = '', ...values] = text.split('=');
  const names = path.replace(/^\$\./, '').split('.');
  return values.length === 0 || names.includes('') ? undefined : { names, value: values.join('=') };
}

function jsonTest(text: string): Test {
  const field = parseJsonField(text);
  return ({ value }) => {
    if (field === undefined || value === null || !/^\s*[[{]/.test(value)) return false;
    const found = field.names.reduce(memberOf, parse(value));
    return (typeof found === 'string' ? found : JSON.stringify(found)) === field.value;
  };
}

function memberOf(parent: unknown, name: string): unknown {
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, name))
    return undefined;
  return (parent as Readonly<Record<string, unknown>>)[name];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
