import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rename, writeFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { incomingCall } from '../../test/incoming-call.ts';
import { securityDocument } from '../../test/security-document.ts';
import { identityProvider, temporaryFile, testSecurity } from '../../test/test-security.ts';

const issuer = 'https://id.example';
const audience = 'weir';
const nowS = 1_800_000_000;
const claims = { iss: issuer, aud: audience, sub: 'ann', exp: nowS + 600 };

async function withProvider(changes: Parameters<typeof testSecurity>[0] = {}) {
  const provider = await identityProvider();
  const jwtJwksFile = await temporaryFile(provider.jwks);
  const started = await testSecurity({
    jwtJwksFile,
    jwtIssuer: issuer,
    jwtAudience: audience,
    ...changes,
  });
  started.security.view.apply(securityDocument(0));
  return { ...started, ...provider, jwtJwksFile };
}

it('knows the user that a token names, and the next time without a promise', async () => {
  const { gate, token } = await withProvider();
  const call = incomingCall({ authorization: `Bearer ${await token(claims)}` });
  const [first, same] = await Promise.all([gate.identify(call), gate.identify(call)]);
  expect(first.principal).toBe('user:ann');
  expect(same.principal).toBe('user:ann');
  expect(gate.identify(call)).toMatchObject({ principal: 'user:ann', isInternal: false });
});

it.each([
  [{ ...claims, exp: nowS - 31 }, /has expired/],
  [{ ...claims, exp: undefined }, /no time at which it expires/],
  [{ ...claims, nbf: nowS + 60 }, /not valid yet/],
  [{ ...claims, iss: 'https://other.example' }, /another issuer/],
  [{ ...claims, aud: 'other' }, /another audience/],
  [{ ...claims, sub: undefined }, /no claim "sub"/],
  [{ ...claims, sub: 'x'.repeat(256) }, /no claim "sub"/],
  [{ ...claims, sub: 'admin' }, /principal of admin keys/],
])('refuses a token of %j', async (wrong, message) => {
  const { gate, token } = await withProvider();
  const authorization = `Bearer ${await token(wrong)}`;
  await expect(gate.identify(incomingCall({ authorization }))).rejects.toMatchObject({
    code: 'AUTHENTICATION_FAILED',
    message: expect.stringMatching(message) as string,
  });
});

it('refuses a token that was changed, one of another key and one without a signature', async () => {
  const { gate, token } = await withProvider();
  const stranger = await identityProvider();
  const namesake = await identityProvider('key-2');
  const [header, , signature] = (await token(claims)).split('.');
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'bob' })).toString('base64url');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  for (const wrong of [
    `${header}.${forged}.${signature}`,
    await stranger.token(claims),
    await namesake.token(claims),
    `${none}.${forged}.`,
    'nonsense',
  ]) {
    const call = incomingCall({ authorization: `Bearer ${wrong}` });
    await expect(gate.identify(call)).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  }
});

it('ends a call when its token expires, with the skew that is allowed', async () => {
  const { gate, token, clock } = await withProvider({ jwtClockSkewMs: 5_000 });
  const call = incomingCall({ authorization: `Bearer ${await token(claims)}` });
  const caller = await gate.identify(call);
  clock.advanceBy(604_999);
  caller.checkCredentials();
  clock.advanceBy(1);
  expect(() => {
    caller.checkCredentials();
  }).toThrow(/expired/);
});

it('takes the principal from another claim, and the name of admins where that is wanted', async () => {
  const { gate, token } = await withProvider({
    jwtPrincipalClaim: 'email',
    superUsers: ['user:admin'],
  });
  const authorization = `Bearer ${await token({ ...claims, email: 'admin' })}`;
  await expect(gate.identify(incomingCall({ authorization }))).resolves.toMatchObject({
    principal: 'user:admin',
  });
});

it('refuses tokens of a key that was taken out of the file, also to calls that go on', async () => {
  const { gate, token, clock, jwtJwksFile } = await withProvider();
  const next = await identityProvider('key-2');
  const call = incomingCall({ authorization: `Bearer ${await token(claims)}` });
  const caller = await gate.identify(call);
  await writeFile(`${jwtJwksFile}.new`, next.jwks);
  await rename(`${jwtJwksFile}.new`, jwtJwksFile);
  await expect
    .poll(() => {
      clock.advanceBy(1_000);
      try {
        caller.checkCredentials();
        return 'good';
      } catch (error) {
        return (error as Error).message;
      }
    })
    .toMatch(/key that is not known here/);
  const authorization = `Bearer ${await next.token(claims)}`;
  await expect(gate.identify(incomingCall({ authorization }))).resolves.toMatchObject({
    principal: 'user:ann',
  });
});

it('gets the keys from a URL once, and says UNAVAILABLE while it cannot', async () => {
  const provider = await identityProvider();
  let requests = 0;
  let isUp = false;
  const server = createServer((_request, response) => {
    requests += 1;
    response.statusCode = isUp ? 200 : 503;
    response.end(provider.jwks);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const { gate, security } = await testSecurity({
    jwtJwksUrl: `http://127.0.0.1:${port}/jwks`,
    jwtIssuer: issuer,
    jwtAudience: audience,
  });
  security.view.apply(securityDocument(0));
  const call = incomingCall({ authorization: `Bearer ${await provider.token(claims)}` });
  await expect(gate.identify(call)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  isUp = true;
  await expect(gate.identify(call)).resolves.toMatchObject({ principal: 'user:ann' });
  const asked = requests;
  const other = await provider.token({ ...claims, sub: 'bob' });
  await expect(
    gate.identify(incomingCall({ authorization: `Bearer ${other}` })),
  ).resolves.toMatchObject({ principal: 'user:bob' });
  expect(requests).toBe(asked);
});
