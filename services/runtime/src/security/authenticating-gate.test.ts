import { rename, writeFile } from 'node:fs/promises';
import type { ManualClock } from '@weir/core';
import { SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { incomingCall } from '../../test/incoming-call.ts';
import { allowing, apiKeyRecord, quota, securityDocument } from '../../test/security-document.ts';
import { clusterSecret, temporaryFile, testSecurity } from '../../test/test-security.ts';
import { admit } from './security-gate.ts';

const annsKey = 'Bearer weir_k1_secret';
const orders = { type: 'topic', name: 'orders' } as const;

it('knows the owner of an API key at once, without a promise', async () => {
  const { gate, security } = await testSecurity();
  security.view.apply(securityDocument(1, { apiKeys: [apiKeyRecord('k1', 'secret')] }));
  expect(gate.identify(incomingCall({ authorization: annsKey }))).toMatchObject({
    principal: 'user:ann',
    isInternal: false,
  });
});

it.each([
  [undefined, /No credentials/],
  ['Basic YW5uOnNlY3JldA==', /not of the form "Bearer/],
  ['Bearer weir_k1', /not of the form weir_<id>_<secret>/],
  ['Bearer weir_k2_secret', /"k2" is unknown or was revoked/],
  ['Bearer weir_k1_guess', /secret of the API key "k1" is wrong/],
  ['Bearer e30.e30.e30', /Tokens are not accepted here/],
])('refuses %s and says why', async (authorization, message) => {
  const { gate, security, audited } = await testSecurity();
  security.view.apply(securityDocument(1, { apiKeys: [apiKeyRecord('k1', 'secret')] }));
  const call = incomingCall(authorization === undefined ? {} : { authorization });
  expect(() => gate.identify(call)).toThrow(
    expect.objectContaining({
      code: 'AUTHENTICATION_FAILED',
      message: expect.stringMatching(message) as string,
    }) as Error,
  );
  expect(audited()).toMatchObject([
    { event: 'authentication-failed', peer: '127.0.0.1:5000', method: 'LogService/Produce' },
  ]);
  expect(JSON.stringify(audited())).not.toContain('guess');
});

it('refuses a key that was revoked, also to a call that goes on', async () => {
  const { gate, security } = await testSecurity();
  security.view.apply(securityDocument(1, { apiKeys: [apiKeyRecord('k1', 'secret')] }));
  const caller = await gate.identify(incomingCall({ authorization: annsKey }));
  const before = caller.securityVersion;
  caller.checkCredentials();
  security.view.apply(securityDocument(2));
  expect(caller.securityVersion).toBeGreaterThan(before);
  expect(() => {
    caller.checkCredentials();
  }).toThrow(/"k1" was revoked/);
  expect(() => gate.identify(incomingCall({ authorization: annsKey }))).toThrow(/was revoked/);
});

it('refuses a key that has expired', async () => {
  const { gate, security, clock } = await testSecurity();
  const expiresAtMs = clock.nowMs() + 1_000;
  security.view.apply(
    securityDocument(1, { apiKeys: [apiKeyRecord('k1', 'secret', { expiresAtMs })] }),
  );
  const caller = await gate.identify(incomingCall({ authorization: annsKey }));
  clock.advanceBy(999);
  caller.checkCredentials();
  clock.advanceBy(1);
  expect(() => {
    caller.checkCredentials();
  }).toThrow(/have expired/);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    expect(() => gate.identify(incomingCall({ authorization: annsKey }))).toThrow(/have expired/);
  }
});

it('lets the owner of an admin key do everything, until the file changes', async () => {
  const path = await temporaryFile('# of the operators\nweir_admin_first\nweir_spare_second\n');
  const { gate, clock } = await testSecurity({ adminKeyFile: path });
  const call = incomingCall({ authorization: 'Bearer weir_admin_first' });
  const caller = await gate.identify(call);
  expect(caller.principal).toBe('user:admin');
  expect(caller.may('delete', orders)).toBe(true);
  expect(() => gate.identify(incomingCall({ authorization: 'Bearer weir_admin_x' }))).toThrow(
    /secret of the admin key admin is wrong/,
  );

  await writeFile(`${path}.new`, 'weir_spare_second\n');
  await rename(`${path}.new`, path);
  await advanceUntil(clock, () => {
    try {
      caller.checkCredentials();
      return false;
    } catch {
      return true;
    }
  });
  expect(() => gate.identify(call)).toThrow(/revoked/);
});

it('asks the rules what a user may do, and forgets its answers when they change', async () => {
  const { gate, security, audited } = await testSecurity();
  const apiKeys = [apiKeyRecord('k1', 'secret')];
  security.view.apply(securityDocument(1, { apiKeys, acls: [allowing('user:ann')] }));
  const caller = await gate.identify(incomingCall({ authorization: annsKey }));
  caller.require('write', orders);
  security.view.apply(
    securityDocument(2, {
      apiKeys,
      acls: [
        allowing('user:ann'),
        allowing('*', { permission: 'ACL_PERMISSION_DENY', operation: 'ACL_OPERATION_WRITE' }),
      ],
    }),
  );
  expect(caller.may('read', orders)).toBe(true);
  expect(() => {
    caller.require('write', orders);
  }).toThrow(
    expect.objectContaining({
      code: 'TOPIC_AUTHORIZATION_FAILED',
      message: expect.stringContaining('user:ann may not write to topic "orders"') as string,
    }) as Error,
  );
  expect(audited()).toMatchObject([
    { event: 'access-denied', principal: 'user:ann', resources: ['topic:orders'] },
  ]);
});

it('takes the super users from the config', async () => {
  const { gate, security } = await testSecurity({ superUsers: ['user:ann'] });
  security.view.apply(securityDocument(1, { apiKeys: [apiKeyRecord('k1', 'secret')] }));
  const caller = await gate.identify(incomingCall({ authorization: annsKey }));
  expect(caller.may('alter', { type: 'cluster', name: 'weir' })).toBe(true);
});

it('does not judge before it has heard who may do what', async () => {
  const { gate, security } = await testSecurity();
  const call = incomingCall({ authorization: annsKey });
  expect(() => gate.identify(call)).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }));
  expect(security.isReady()).toBe(false);
  security.view.apply(securityDocument(0));
  expect(security.isReady()).toBe(true);
  expect(() => gate.identify(call)).toThrow(/unknown or was revoked/);
});

it('knows another service by its token, and lets only services call inside', async () => {
  const { gate, security } = await testSecurity();
  const { security: other } = await testSecurity({}, { service: 'controller' });
  security.view.apply(securityDocument(1, { apiKeys: [apiKeyRecord('k1', 'secret')] }));
  const path = '/weir.internal.v1.NodeControlService/Promise';
  const authorization = (await other.channels.authorization?.()) ?? '';
  const caller = await admit(gate, incomingCall({ authorization, path }));
  expect(caller).toMatchObject({ principal: 'service:controller', isInternal: true });
  expect(() => admit(gate, incomingCall({ authorization: annsKey, path }))).toThrow(
    /user:ann may not call .*NodeControlService.*for services/,
  );
});

it('refuses the token of a service of another cluster', async () => {
  const { gate } = await testSecurity();
  const { security: stranger } = await testSecurity({ clusterSecret: clusterSecret.toUpperCase() });
  const authorization = (await stranger.channels.authorization?.()) ?? '';
  await expect(gate.identify(incomingCall({ authorization }))).rejects.toThrow(
    /another cluster secret/,
  );
});

it("renews a service's token before it ends, and refuses an old one to new calls only", async () => {
  const { gate, security, clock } = await testSecurity();
  const first = (await security.channels.authorization?.()) ?? '';
  const caller = await gate.identify(incomingCall({ authorization: first }));
  clock.advanceBy(5 * 60_000);
  const second = (await security.channels.authorization?.()) ?? '';
  expect(second).not.toBe(first);
  expect(security.channels.authorization?.()).toBe(second);
  clock.advanceBy(6 * 60_000);
  expect(() => gate.identify(incomingCall({ authorization: first }))).toThrow(/expired/);
  caller.checkCredentials();
});

it('takes each secret of a file, so that it can be changed without an interruption', async () => {
  const [old, fresh] = ['o'.repeat(32), 'f'.repeat(32)];
  const { gate } = await testSecurity({
    clusterSecret: '',
    clusterSecretFile: await temporaryFile(`${fresh}\n${old}\n`),
  });
  for (const secret of [old, fresh]) {
    const { security } = await testSecurity({ clusterSecret: secret });
    const authorization = (await security.channels.authorization?.()) ?? '';
    await expect(gate.identify(incomingCall({ authorization }))).resolves.toMatchObject({
      isInternal: true,
    });
  }
});

it('refuses a token that is signed with the cluster secret as it is', async () => {
  const { gate } = await testSecurity();
  const token = await new SignJWT({ sub: 'service:x', iss: 'weir', exp: 1_900_000_000 })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(clusterSecret));
  await expect(
    gate.identify(incomingCall({ authorization: `Bearer ${token}` })),
  ).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
});

it('lets a service act for a user, with the rights of the user and without a charge', async () => {
  const { gate, security } = await testSecurity();
  security.view.apply(
    securityDocument(1, {
      apiKeys: [apiKeyRecord('k1', 'secret')],
      acls: [allowing('user:ann')],
      quotas: [quota('*', { produceBytesPerSecond: 1 })],
    }),
  );
  const authorization = (await security.channels.authorization?.()) ?? '';
  const caller = await gate.identify(incomingCall({ authorization, onBehalfOf: 'user:ann' }));
  expect(caller).toMatchObject({ principal: 'user:ann', isInternal: false });
  expect(caller.may('write', orders)).toBe(true);
  expect(caller.may('write', { ...orders, name: 'other' })).toBe(false);
  expect(caller.charge({ producedBytes: 1_000 })).toBe(0);

  const nobody = await gate.identify(incomingCall({ authorization, onBehalfOf: 'anonymous' }));
  expect(nobody.may('read', orders)).toBe(false);
  expect(() =>
    gate.identify(incomingCall({ authorization, onBehalfOf: 'service:controller' })),
  ).toThrow(/is not a user/);
  expect(() =>
    gate.identify(incomingCall({ authorization: annsKey, onBehalfOf: 'user:bob' })),
  ).toThrow(/user:ann may not call on behalf of others/);
});

it('knows a client by its certificate, unless that names the principal of admin keys', async () => {
  const { gate, security, clock } = await testSecurity();
  security.view.apply(securityDocument(1, { acls: [allowing('user:ann')] }));
  const certificate = {
    subject: { CN: 'ann' },
    fingerprint256: 'AA:BB',
    valid_to: new Date(clock.nowMs() + 1_000).toUTCString(),
  };
  const caller = await gate.identify(incomingCall({ certificate }));
  expect(caller.principal).toBe('user:ann');
  expect(caller.may('write', orders)).toBe(true);
  clock.advanceBy(1_000);
  expect(() => gate.identify(incomingCall({ certificate }))).toThrow(/expired/);
  for (const CN of ['admin', ['ann', 'bob'], '']) {
    const other = { subject: { CN }, fingerprint256: 'CC' };
    expect(() => gate.identify(incomingCall({ certificate: other }))).toThrow(
      expect.objectContaining({ code: 'AUTHENTICATION_FAILED' }),
    );
  }
});

it('lets everybody do everything but call inside when only services are asked', async () => {
  const { gate, security } = await testSecurity({ auth: 'off' });
  for (const authorization of [undefined, annsKey, 'Bearer e30.e30.e30']) {
    const call = incomingCall(authorization === undefined ? {} : { authorization });
    const caller = await gate.identify(call);
    expect(caller).toMatchObject({ principal: 'anonymous', isInternal: false });
    caller.require('delete', orders);
  }
  const path = '/weir.internal.v1.NodeControlService/Promise';
  expect(() => admit(gate, incomingCall({ path }))).toThrow(/anonymous may not call/);
  const authorization = (await security.channels.authorization?.()) ?? '';
  await expect(admit(gate, incomingCall({ path, authorization }))).resolves.toMatchObject({
    isInternal: true,
  });
});

it('says who it is and asks nobody while security is being turned on', async () => {
  const { gate, security } = await testSecurity({ auth: 'prepare', superUsers: ['user:ann'] });
  const path = '/weir.internal.v1.NodeControlService/Promise';
  expect(admit(gate, incomingCall({ path }))).toMatchObject({ isInternal: true });
  expect(await security.channels.authorization?.()).toMatch(/^Bearer /);
});

it('asks nobody without a cluster secret', async () => {
  const { gate, security } = await testSecurity({ auth: 'off', clusterSecret: '' });
  const path = '/weir.internal.v1.NodeControlService/Promise';
  expect(admit(gate, incomingCall({ path }))).toMatchObject({ isInternal: true });
  expect(security.channels).toEqual({});
});

async function advanceUntil(clock: ManualClock, predicate: () => boolean): Promise<void> {
  await expect
    .poll(() => {
      clock.advanceBy(1_000);
      return predicate();
    })
    .toBe(true);
}
