import { expect, it } from 'vitest';
import { incomingCall } from '../../test/incoming-call.ts';
import { quota, securityDocument } from '../../test/security-document.ts';
import { securityConfig, temporaryFile, testSecurity } from '../../test/test-security.ts';
import { silentLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { systemClock } from '../system-clock.ts';
import { createSecurity } from './create-security.ts';

it('names every contradiction at once, and no secret', async () => {
  const config = {
    ...securityConfig(),
    superUsers: ['ann'],
    clusterSecret: 'too-short',
    clusterSecretFile: '/f',
    adminKeyFile: '/f',
    jwtJwksFile: '/f',
    jwtJwksUrl: 'ftp://id.example/keys',
    jwtPrincipalClaim: '',
  };
  const error: unknown = await createSecurity(config, {
    service: 'test',
    clock: systemClock,
    logger: silentLogger,
  }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'INVALID_CONFIG' });
  const { message } = error as Error;
  for (const part of [
    'WEIR_CLUSTER_SECRET and WEIR_CLUSTER_SECRET_FILE: are both set',
    'WEIR_CLUSTER_SECRET: a secret of 9 characters is too short',
    'WEIR_SUPER_USERS: "ann" is not of the form user:NAME',
    'WEIR_ADMIN_KEY_FILE: has no effect with WEIR_AUTH=off',
    'WEIR_JWT_JWKS_FILE and WEIR_JWT_JWKS_URL: are both set',
    'WEIR_JWT_JWKS_URL: "ftp://id.example/keys" is not an http or https URL',
    'WEIR_JWT_PRINCIPAL_CLAIM: is empty',
  ]) {
    expect(message).toContain(part);
  }
  expect(message).not.toContain('too-short');
});

it.each([
  [{ clusterSecret: '' }, /WEIR_AUTH=required: needs WEIR_CLUSTER_SECRET/],
  [{ auth: 'prepare' as const, clusterSecret: '' }, /WEIR_AUTH=prepare: needs WEIR_CLUSTER_SECRET/],
  [{ jwtIssuer: 'x' }, /WEIR_JWT_ISSUER: needs WEIR_JWT_JWKS_FILE/],
  [{ jwtAudience: 'x' }, /WEIR_JWT_AUDIENCE: needs/],
  [{ adminKeyFile: '/no/such/file' }, /Cannot use the admin key file/],
])('refuses %j', async (changes, message) => {
  await expect(testSecurity(changes)).rejects.toThrow(message);
});

it.each([
  ['', /holds no key/],
  ['weir_a_x\nnonsense', /line 2 is not a key/],
  ['weir_a_x\nweir_a_y', /line 2 repeats the id a/],
])('refuses an admin key file that says %j', async (text, message) => {
  const adminKeyFile = await temporaryFile(text);
  await expect(testSecurity({ adminKeyFile })).rejects.toThrow(message);
});

it('counts in the metrics of the process whom it refuses and lets wait', async () => {
  const metrics = createMetrics();
  const adminKeyFile = await temporaryFile('weir_k1_secret');
  const { gate, security } = await testSecurity({ adminKeyFile }, { metrics });
  security.view.apply(securityDocument(1, { quotas: [quota('*', { fetchBytesPerSecond: 100 })] }));
  expect(() => gate.identify(incomingCall())).toThrow('No credentials');
  const authorization = 'Bearer weir_k1_secret';
  const caller = await gate.identify(incomingCall({ authorization }));
  expect(caller.charge({ fetchedBytes: 250 })).toBe(1_500);
  const text = await metrics.registry.metrics();
  expect(text).toContain('weir_security_refusals_total{code="AUTHENTICATION_FAILED"} 1');
  expect(text).toContain('weir_quota_throttled_seconds_total{kind="fetch"} 1.5');
});
