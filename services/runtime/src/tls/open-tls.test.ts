import { ManualClock } from '@weir/core';
import { expect, it } from 'vitest';
import { loadConfig } from '../load-config.ts';
import { silentLogger } from '../logger.ts';
import { openTls } from './open-tls.ts';
import { tlsOptions } from './tls-options.ts';

function open(env: Record<string, string>) {
  const config = loadConfig(tlsOptions, { env, argv: [] });
  return openTls(config, { clock: new ManualClock(), logger: silentLogger });
}

it('gives nothing where nothing is asked for', async () => {
  const tls = await open({});
  expect(tls.server).toEqual({});
  expect(tls.channels).toEqual({});
  await tls.close();
});

it.each([
  [{ WEIR_TLS_CERT_FILE: 'a' }, /WEIR_TLS_KEY_FILE: is required with WEIR_TLS_CERT_FILE/],
  [{ WEIR_TLS_KEY_FILE: 'a' }, /WEIR_TLS_CERT_FILE: is required with WEIR_TLS_KEY_FILE/],
  [
    { WEIR_TLS_CERT_FILE: 'a', WEIR_TLS_CLIENT_AUTH: 'require' },
    /WEIR_TLS_KEY_FILE: is required.*; WEIR_TLS_CA_FILE: is required with WEIR_TLS_CLIENT_AUTH/,
  ],
  [{ WEIR_TLS_CLIENT_AUTH: 'request', WEIR_TLS_CA_FILE: 'a' }, /WEIR_TLS_CERT_FILE: is required/],
  [{ WEIR_TLS_CA_FILE: '/nowhere/ca.pem' }, /WEIR_TLS_CA_FILE \(\/nowhere\/ca\.pem\): ENOENT/],
])('refuses what does not fit together: %o', async (env, message) => {
  await expect(open(env)).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: expect.stringMatching(message) as string,
  });
});
