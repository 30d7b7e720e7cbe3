import { Buffer } from 'node:buffer';

import { crc32 } from '@weir/core';

const checksumLength = 8;

/** Packs a value for the database: JSON, then the crc32 of its bytes in eight hexadecimal digits. */
export function encodeJsonValue(value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value), 'utf8');
  return Buffer.concat([json, Buffer.from(checksumOf(json), 'latin1')]);
}

/** Unpacks a value; undefined if the bytes are damaged. */
export function decodeJsonValue(bytes: Buffer): unknown {
  const json = bytes.subarray(0, Math.max(0, bytes.length - checksumLength));
  if (bytes.toString('latin1', json.length) !== checksumOf(json)) return undefined;
  return JSON.parse(json.toString('utf8'));
}

function checksumOf(json: Buffer): string {
  return crc32(json).toString(16).padStart(checksumLength, '0');
}
