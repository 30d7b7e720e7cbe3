import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@weir/core';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { loadConfig } from '../src/load-config.ts';
import type { Metrics } from '../src/metrics.ts';
import { createSecurity } from '../src/security/create-security.ts';
import { type SecurityConfig, securityOptions } from '../src/security/security-options.ts';
import { logLines } from './log-lines.ts';

/** The secret that services of the cluster share in tests. */
export const clusterSecret = 'a secret that is long enough for tests';

/** Security that asks everybody, on a clock that a test moves, until the test is over. */
export async function testSecurity(
  changes: Partial<SecurityConfig> = {},
  { service = 'test', metrics }: { readonly service?: string; readonly metrics?: Metrics } = {},
) {
  const clock = new ManualClock(1_800_000_000_000);
  const { logger, lines } = logLines();
  const config = { ...securityConfig(), auth: 'required', clusterSecret, ...changes } as const;
  const security = await createSecurity(config, {
    ...{ service, clock, logger },
    ...(metrics === undefined ? undefined : { metrics }),
  });
  onTestFinished(() => security.stop());
  const audited = (): Readonly<Record<string, unknown>>[] =>
    (lines as Readonly<Record<string, unknown>>[]).filter(({ audit }) => audit === true);
  return { security, clock, audited, gate: security.server.security };
}

/** A config in which nothing is set. */
export function securityConfig(): SecurityConfig {
  return loadConfig(securityOptions, { env: {}, argv: [] });
}

/** A file in a folder of its own, until the test is over. */
export async function temporaryFile(text: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'weir-security-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  const path = join(directory, 'file');
  await writeFile(path, text);
  return path;
}

/** An identity provider with one key: its JWKS, and tokens that it signs. */
export async function identityProvider(keyId = 'key-1') {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: keyId, alg: 'ES256', use: 'sig' };
  const token = (claims: Readonly<Record<string, unknown>>): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: keyId }).sign(privateKey);
  return { jwks: JSON.stringify({ keys: [jwk] }), token };
}
