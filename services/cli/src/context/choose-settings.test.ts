import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { InputError } from '../exit-code.ts';
import { chooseSettings } from './choose-settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'weir-cli-'));
const contexts = `
current: prod
contexts:
  prod: { bootstrap: 'prod:1', connect: gateway, tlsCa: /prod/ca, apiKeyFile: /prod/key }
  test: { bootstrap: 'test:1', tokenFile: /test/token }
`;

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function environment(text: string, more: Record<string, string> = {}): Record<string, string> {
  const path = join(directory, 'config.yaml');
  writeFileSync(path, text);
  chmodSync(path, 0o600);
  return { WEIR_CONFIG: path, ...more };
}

it('has defaults where nothing is said, and takes an empty variable for none', () => {
  const env = environment('', { WEIR_BOOTSTRAP: '', WEIR_TLS: '', WEIR_API_KEY: '' });
  expect(chooseSettings({}, env)).toEqual({ bootstrap: '127.0.0.1:7400', connect: 'direct' });
});

it('takes the context in use, else the one of WEIR_CONTEXT, else the one that is named', () => {
  const prod = { bootstrap: 'prod:1', connect: 'gateway', tlsCa: '/prod/ca' };
  expect(chooseSettings({}, environment(contexts))).toEqual({ ...prod, apiKeyFile: '/prod/key' });
  const variable = environment(contexts, { WEIR_CONTEXT: 'test' });
  expect(chooseSettings({}, variable)).toMatchObject({ bootstrap: 'test:1' });
  expect(chooseSettings({ context: 'prod' }, variable)).toMatchObject(prod);
});

it('puts options before variables, and variables before the context', () => {
  const env = environment(contexts, { WEIR_TLS_CA: '/env/ca', WEIR_API_KEY: 'k' });
  const settings = chooseSettings({ connect: 'direct' }, env);
  expect(settings).toEqual({
    ...{ bootstrap: 'prod:1', connect: 'direct', tlsCa: '/env/ca', apiKey: 'k' },
  });
  expect(chooseSettings({ tokenFile: '/own' }, env)).toMatchObject({ tokenFile: '/own' });
  expect(chooseSettings({ tokenFile: '/own' }, env).apiKey).toBeUndefined();
});

it('puts a context that the line names before variables', () => {
  const env = environment(contexts, { WEIR_BOOTSTRAP: 'env:1', WEIR_API_KEY: 'k' });
  const settings = chooseSettings({ context: 'prod' }, env);
  expect(settings).toMatchObject({ bootstrap: 'prod:1', apiKeyFile: '/prod/key' });
  expect(settings.apiKey).toBeUndefined();
});

it('keeps the credentials of the context in use from other addresses', () => {
  const bare = { bootstrap: 'other:1', connect: 'direct' };
  expect(chooseSettings({ bootstrap: 'other:1' }, environment(contexts))).toEqual(bare);
  const env = environment(contexts, { WEIR_BOOTSTRAP: 'other:1' });
  expect(chooseSettings({}, env)).toEqual(bare);
});

it('reads no contexts where none takes part', () => {
  const env = environment('{ not yaml');
  expect(chooseSettings({ bootstrap: 'a:1' }, env)).toMatchObject({ bootstrap: 'a:1' });
  expect(() => chooseSettings({}, env)).toThrow(InputError);
});

it('takes one of several credentials in the environment: the key, its file, the token', () => {
  const env = environment('', { WEIR_API_KEY_FILE: '/key', WEIR_TOKEN_FILE: '/token' });
  expect(chooseSettings({}, env)).toMatchObject({ apiKeyFile: '/key' });
  expect(chooseSettings({}, env).tokenFile).toBeUndefined();
});

it('refuses a way to connect that there is not, and a context that there is not', () => {
  const env = environment(contexts, { WEIR_CONNECT: 'tunnel' });
  expect(() => chooseSettings({}, env)).toThrow(
    /WEIR_CONNECT is "tunnel", wanted is one of direct/,
  );
  expect(() => chooseSettings({ context: 'prd' }, environment(contexts))).toThrow(
    /no context "prd": did you mean "prod"\?/,
  );
});
