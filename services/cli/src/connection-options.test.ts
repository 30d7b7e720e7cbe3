import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { connectionOf } from './connection-options.ts';
import { InputError } from './exit-code.ts';

const directory = mkdtempSync(join(tmpdir(), 'weir-cli-'));

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

it('connects in plain text and as nobody unless told otherwise', () => {
  expect(connectionOf({})).toEqual({});
});

it('reads the files of TLS', () => {
  const tlsCa = file('ca.pem', 'CA');
  const other = file('other.pem', 'OTHER');
  expect(connectionOf({ tls: true })).toEqual({ tls: true });
  expect(connectionOf({ tlsCa, tlsServerName: 'a' })).toEqual({
    tls: { ca: Buffer.from('CA'), serverName: 'a' },
  });
  expect(connectionOf({ tlsCa, tlsCert: other, tlsKey: tlsCa })).toEqual({
    tls: { ca: Buffer.from('CA'), cert: Buffer.from('OTHER'), key: Buffer.from('CA') },
  });
});

it('reads credentials from their files', () => {
  const apiKeyFile = file('key', 'weir_1_a\n');
  expect(connectionOf({ apiKeyFile })).toEqual({ credentials: { apiKey: 'weir_1_a' } });
  const { credentials } = connectionOf({ tokenFile: file('token', ' jwt\n') });
  expect(credentials).toMatchObject({ token: expect.any(Function) as unknown });
  if (credentials !== undefined && 'token' in credentials) {
    expect(typeof credentials.token === 'function' && credentials.token()).toBe('jwt');
  }
});

it('refuses two kinds of credentials, and files that are not there', () => {
  expect(() => connectionOf({ apiKey: 'secret', tokenFile: '/x' })).toThrow(InputError);
  expect(() => connectionOf({ apiKey: 'secret', tokenFile: '/x' })).not.toThrow(/secret/);
  expect(() => connectionOf({ tlsCa: '/nowhere/ca.pem' })).toThrow(/--tls-ca: ENOENT/);
  expect(() => connectionOf({ tokenFile: '/nowhere/t' })).toThrow(/--token-file: ENOENT/);
});
