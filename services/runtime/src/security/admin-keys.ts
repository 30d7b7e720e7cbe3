import { type ApiKeyParts, parseApiKey } from './api-key.ts';

/** The keys of an admin key file by id. */
export type AdminKeys = ReadonlyMap<string, ApiKeyParts>;

const maxKeys = 100;

/**
 * Reads an admin key file: `weir_<keyId>_<secret>` in each line; empty lines and those that begin with `#`
 * are for people.
 */
export function parseAdminKeys(text: string): AdminKeys {
  const keys = new Map<string, ApiKeyParts>();
  for (const [index, line] of text.split('\n').entries()) {
    const key = line.trim();
    if (key === '' || key.startsWith('#')) continue;
    const parts = parseApiKey(key);
    if (parts === undefined) {
      throw new Error(`line ${index + 1} is not a key of the form weir_<id>_<secret>`);
    }
    if (keys.has(parts.keyId)) throw new Error(`line ${index + 1} repeats the id ${parts.keyId}`);
    keys.set(parts.keyId, parts);
  }
  if (keys.size === 0) throw new Error('it holds no key');
  if (keys.size > maxKeys) throw new Error(`it holds ${keys.size} keys; the limit is ${maxKeys}`);
  return keys;
}
