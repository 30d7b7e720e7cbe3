import { WeirError } from '@weir/core';
import { anonymous, type SecurityGate, unrestrictedCaller, weirVersion } from '@weir/runtime';
import { expect, it } from 'vitest';
import { httpAppOf } from './http-app.fixture.ts';

/** Knows one key, and whoever must not say who they are. */
function gateOf(isRequired: boolean): SecurityGate {
  return {
    identify: ({ metadata }) => {
      const [authorization] = metadata.get('authorization');
      if (authorization === 'Bearer good') return { ...unrestrictedCaller, principal: 'user:ann' };
      if (!isRequired) return { ...unrestrictedCaller, principal: anonymous };
      throw new WeirError('AUTHENTICATION_FAILED', 'Nobody knows this key');
    },
  };
}

const good = { authorization: 'Bearer good' };

it('tells a caller who it is', async () => {
  const app = await httpAppOf({ security: gateOf(true), authentication: 'required' });
  const response = await app.inject({ url: '/v1/session', headers: good });
  expect(response.statusCode).toBe(200);
  expect(response.json()).toEqual({
    ...{ clusterId: 'c1', version: weirVersion, authentication: 'required' },
    ...{ principal: 'user:ann', readOnly: false },
  });
});

it('tells somebody without credentials what is asked, and nothing of the cluster', async () => {
  const app = await httpAppOf({ security: gateOf(true), authentication: 'required' });
  const response = await app.inject('/v1/session');
  expect(response.statusCode).toBe(200);
  expect(response.json()).toMatchObject({
    ...{ clusterId: null, authentication: 'required', principal: null },
  });
});

it('refuses credentials that are wrong', async () => {
  const app = await httpAppOf({ security: gateOf(true), authentication: 'required' });
  const headers = { authorization: 'Bearer bad' };
  const response = await app.inject({ url: '/v1/session', headers });
  expect(response.statusCode).toBe(401);
  expect(response.json()).toMatchObject({ error: { code: 'AUTHENTICATION_FAILED' } });
});

it.each(['off', 'prepare'] as const)('knows nobody where authentication is %s', async (mode) => {
  const app = await httpAppOf({ security: gateOf(false), authentication: mode });
  for (const headers of [{}, { authorization: 'Bearer bad' }]) {
    const response = await app.inject({ url: '/v1/session', headers });
    expect(response.json()).toMatchObject({
      ...{ clusterId: 'c1', authentication: mode, principal: null },
    });
  }
});

it('says that it does not know its cluster yet', async () => {
  const app = await httpAppOf({ clusterId: () => '' });
  expect((await app.inject('/v1/session')).json()).toMatchObject({ clusterId: null });
});
