import { expect, it } from 'vitest';
import { rowTable } from '../result/list-result.ts';
import { formatNewKey, keyColumns } from './key-text.ts';

const key = {
  ...{ keyId: 'abc', principal: 'user:ann', description: 'laptop' },
  createdAtMs: Date.UTC(2026, 0, 31, 8),
};
const expiresAtMs = Date.UTC(2026, 1, 1);

it('says of each key when it expires, or that it has', () => {
  const keys = [key, { ...key, expiresAtMs }];
  expect(rowTable(keys, keyColumns(expiresAtMs - 1))).toBe(
    [
      'KEY  PRINCIPAL  CREATED               EXPIRES               DESCRIPTION',
      'abc  user:ann   2026-01-31T08:00:00Z  never                 laptop',
      'abc  user:ann   2026-01-31T08:00:00Z  2026-02-01T00:00:00Z  laptop',
    ].join('\n'),
  );
  expect(rowTable(keys, keyColumns(expiresAtMs))).toContain('expired 2026-02-01T00:00:00Z');
});

it('says of a new key what to do with it', () => {
  expect(formatNewKey(key)).toMatch(/^Key abc of user:ann never expires\./);
  expect(formatNewKey({ ...key, expiresAtMs })).toContain('expires 2026-02-01T00:00:00Z.');
});
