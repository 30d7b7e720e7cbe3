import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { newApiKey } from './new-api-key.ts';

const request = { principal: 'user:ann', description: 'laptop', ttlMs: 0 };

it('makes a key of which only the hash of the secret part is kept', () => {
  const { key, record, secret } = newApiKey(request, 1_000);
  const match = /^weir_(?<id>[a-z0-9]{12})_(?<text>[\w-]{43})$/.exec(secret);
  expect(match?.groups?.['id']).toBe(key.keyId);
  const text = match?.groups?.['text'] ?? '';
  expect(record.secretSha256).toEqual(createHash('sha256').update(text).digest());
  expect(JSON.stringify(record)).not.toContain(text);
  expect(key).toMatchObject({ principal: 'user:ann', description: 'laptop', createdAtMs: 1_000 });
});

it('makes another key each time', () => {
  const made = Array.from({ length: 100 }, () => newApiKey(request, 0));
  expect(new Set(made.map(({ key }) => key.keyId)).size).toBe(100);
  expect(new Set(made.map(({ secret }) => secret)).size).toBe(100);
});

it('expires after its time to live, if it has one', () => {
  expect(newApiKey({ ...request, ttlMs: 500 }, 1_000).key.expiresAtMs).toBe(1_500);
  expect(newApiKey(request, 1_000).key.expiresAtMs).toBe(0);
});

it.each([
  [{ principal: '*' }, 'wanted is user:NAME'],
  [{ description: 'd'.repeat(257) }, 'has 257 characters, allowed are 256'],
  [{ description: 'two\nlines' }, 'control characters'],
  [{ ttlMs: -1 }, 'Time to live is -1 ms'],
  [{ ttlMs: 2 ** 53 - 1 }, 'allowed are 0, for no end, to'],
])('refuses %o', (change, text) => {
  expect(() => newApiKey({ ...request, ...change }, 0)).toThrow(
    expect.objectContaining({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(text) as string,
    }),
  );
});
