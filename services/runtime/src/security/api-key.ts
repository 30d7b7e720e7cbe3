import { createHash, timingSafeEqual } from 'node:crypto';

/** An API key as its owner holds it, taken apart. */
export interface ApiKeyParts {
  readonly keyId: string;
  readonly secretSha256: Buffer;
}

const prefix = 'weir_';
const maxLength = 512;

/** The parts of `weir_<keyId>_<secret>`; none for any other text. */
export function parseApiKey(text: string): ApiKeyParts | undefined {
  if (!text.startsWith(prefix) || text.length > maxLength) return undefined;
  const separator = text.indexOf('_', prefix.length);
  if (separator <= prefix.length || separator === text.length - 1) return undefined;
  return {
    keyId: text.slice(prefix.length, separator),
    secretSha256: sha256(text.slice(separator + 1)),
  };
}

/** Whether two hashes are the same, in a time that does not tell where they differ. */
export function isSameHash(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
