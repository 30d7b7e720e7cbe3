import { isUtf8 } from 'node:buffer';
import type { ConsumedRecord } from '@weir/client';

interface TextOrBytes {
  /** The bytes as UTF-8, or as base64 where they are not UTF-8; null for none. */
  readonly text: string | null;
  readonly isBase64: boolean;
}

/** A record as one JSON object; fields that are not UTF-8 are base64 and named in `base64`. */
export function toRecordJson(record: ConsumedRecord): object {
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

function toText(bytes: Buffer | null): TextOrBytes {
  if (bytes === null) return { text: null, isBase64: false };
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), isBase64: false };
  return { text: bytes.toString('base64'), isBase64: true };
}
