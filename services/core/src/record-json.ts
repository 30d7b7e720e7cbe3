import { Buffer, isUtf8 } from 'node:buffer';

import type { RecordHeader } from './log-record.ts';
import { WeirError } from './weir-error.ts';

/** A record as it was read, with where it lies. */
export interface LocatedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Unix milliseconds. */
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[];
}

interface TextOrBytes {
  /** The bytes as UTF-8, or as base64 where they are not UTF-8; null for none. */
  readonly text: string | null;
  readonly isBase64: boolean;
}

/** A record as one JSON object; fields that are not UTF-8 are base64 and named in `base64`. */
export function toRecordJson(record: LocatedRecord): object {
  const key = toText(record.key);
  const value = toText(record.value);
  const headers = record.headers.map((header) => ({ key: header.key, ...toText(header.value) }));
  const base64 = [
    ...(key.isBase64 ? ['key'] : []),
    ...(value.isBase64 ? ['value'] : []),
    ...headers.flatMap((header, index) => (header.isBase64 ? [`headers.${index}`] : [])),
  ];
  return {
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    timestampMs: record.timestampMs,
    key: key.text,
    value: value.text,
    headers: headers.map((header) => ({ key: header.key, value: header.text })),
    ...(base64.length === 0 ? undefined : { base64 }),
  };
}

/** The payload of a record in JSON: what `toRecordJson` writes, and what people write by hand. */
export interface RecordJson {
  /** Text, `null` for none, or anything else of JSON, which stands for its own text. */
  readonly key?: unknown;
  readonly value?: unknown;
  readonly headers?: readonly { readonly key: string; readonly value: string | null }[];
  /** Names of the fields that are base64: `key`, `value`, `headers.0`, … */
  readonly base64?: readonly string[];
}

/** Key, value and headers in bytes. */
export interface RecordPayload {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly RecordHeader[];
}

/** The bytes of a record's JSON. Throws `INVALID_RECORD` naming a field that is no base64. */
export function fromRecordJson({
  key = null,
  value = null,
  headers = [],
  base64 = [],
}: RecordJson): RecordPayload {
  const encoded = new Set(base64);
  const bytes = (field: string, given: unknown): Buffer | null =>
    encoded.has(field) ? fromBase64(field, given) : fromJson(given);
  return {
    key: bytes('key', key),
    value: bytes('value', value),
    headers: headers.map((header, index) => ({
      key: header.key,
      value: bytes(`headers.${index}`, header.value),
    })),
  };
}

function toText(bytes: Buffer | null): TextOrBytes {
  if (bytes === null) return { text: null, isBase64: false };
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), isBase64: false };
  return { text: bytes.toString('base64'), isBase64: true };
}

function fromJson(given: unknown): Buffer | null {
  if (given === null) return null;
  return Buffer.from(typeof given === 'string' ? given : JSON.stringify(given));
}

const base64Text = /^(?:[\w+/-]{4})*(?:[\w+/-]{2,3}={0,2})?$/;

function fromBase64(field: string, given: unknown): Buffer {
  if (typeof given === 'string' && base64Text.test(given)) return Buffer.from(given, 'base64');
  throw new WeirError(
    'INVALID_RECORD',
    `Field "${field}" is named in base64 and is no base64 text: encode it, or leave it out there`,
  );
}
