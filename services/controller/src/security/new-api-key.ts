import { createHash, randomBytes, randomInt } from 'node:crypto';
import { WeirError } from '@weir/core';
import type { ApiKey, ApiKeyRecord, CreateApiKeyRequest } from '@weir/protos';
import { checkUser } from './check-principal.ts';

/** A new key, and the only copy of what its owner has to show. */
export interface NewApiKey {
  readonly key: ApiKey;
  readonly record: ApiKeyRecord;
  /** `weir_<id>_<secret>`. */
  readonly secret: string;
}

const idCharacters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const idLength = 12;
const secretBytes = 32;
const maxDescriptionLength = 256;
const controlCharacter = /\p{Cc}/u;
/** A hundred years. */
const maxTtlMs = 36_525 * 86_400_000;

/**
 * Makes an API key. Its secret is 32 random bytes in base64url; what is kept is the SHA-256 of that
 * text's UTF-8 bytes, which is enough for a secret that nobody can guess. Throws `INVALID_REQUEST`.
 */
export function newApiKey(request: CreateApiKeyRequest, nowMs: number): NewApiKey {
  checkRequest(request);
  const { principal, description, ttlMs } = request;
  const text = randomBytes(secretBytes).toString('base64url');
  const key: ApiKey = {
    keyId: randomId(),
    principal,
    description,
    createdAtMs: nowMs,
    expiresAtMs: ttlMs === 0 ? 0 : nowMs + ttlMs,
  };
  const secretSha256 = createHash('sha256').update(text, 'utf8').digest();
  return { key, record: { key, secretSha256 }, secret: `weir_${key.keyId}_${text}` };
}

function randomId(): string {
  const characters = Array.from({ length: idLength }, () =>
    idCharacters.charAt(randomInt(idCharacters.length)),
  );
  return characters.join('');
}

function checkRequest({ principal, description, ttlMs }: CreateApiKeyRequest): void {
  checkUser(principal);
  if (description.length > maxDescriptionLength) {
    throw new WeirError(
      'INVALID_REQUEST',
      `Description has ${description.length} characters, allowed are ${maxDescriptionLength}`,
    );
  }
  if (controlCharacter.test(description) || !description.isWellFormed()) {
    throw new WeirError(
      'INVALID_REQUEST',
      'Description has control characters, or is not well-formed Unicode',
    );
  }
  if (ttlMs < 0 || ttlMs > maxTtlMs) {
    throw new WeirError(
      'INVALID_REQUEST',
      `Time to live is ${ttlMs} ms, allowed are 0, for no end, to ${maxTtlMs}`,
    );
  }
}
