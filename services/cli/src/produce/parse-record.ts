import { fromRecordJson, type RecordPayload } from '@weir/core';
import { InputError } from '../exit-code.ts';
import { errorText } from '../format/error-text.ts';

const fields = new Set(['key', 'value', 'headers', 'base64']);
/** Of records that were read: where and when they were. The new record has its own. */
const ignoredFields = new Set(['topic', 'partition', 'offset', 'timestampMs']);

/**
 * Key, value and headers of a record in JSON, as `consume -o json` prints it. Throws an `InputError` that names `place`
 * for what is none.
 */
export function parseRecord(record: unknown, place: string): RecordPayload {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    throw new InputError(`${place} is not a record: wanted is {"key":"…","value":"…"}`);
  }
  const unknown = Object.keys(record).find((name) => !fields.has(name) && !ignoredFields.has(name));
  if (unknown !== undefined) {
    throw new InputError(
      `${place} has the field "${unknown.slice(0, 80)}": a record has ${[...fields].join(', ')}`,
    );
  }
  const { key, value, headers = [], base64 = [] } = record as Readonly<Record<string, unknown>>;
  if (!isHeaders(headers)) {
    throw new InputError(`${place} has headers that are not [{"key":"…","value":"…"}]`);
  }
  if (!isTexts(base64)) throw new InputError(`${place}: base64 is a list of names of fields`);
  try {
    return fromRecordJson({ key, value, headers, base64 });
  } catch (error) {
    const message = errorText(error);
    throw new InputError(`${place}: ${message}`, { cause: error });
  }
}

interface HeaderJson {
  readonly key: string;
  readonly value: string | null;
}

function isHeaders(headers: unknown): headers is readonly HeaderJson[] {
  return Array.isArray(headers) && headers.every(isHeader);
}

function isHeader(header: unknown): header is HeaderJson {
  if (typeof header !== 'object' || header === null) return false;
  const { key, value } = header as Readonly<Record<string, unknown>>;
  return typeof key === 'string' && (value === null || typeof value === 'string');
}

function isTexts(values: unknown): values is readonly string[] {
  return Array.isArray(values) && values.every((value) => typeof value === 'string');
}
