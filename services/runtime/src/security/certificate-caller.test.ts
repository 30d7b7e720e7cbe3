import { expect, it } from 'vitest';
import { allowing, apiKeyRecord, securityDocument } from '../../test/security-document.ts';
import { serveGroups } from '../../test/serve-groups.ts';
import { TestAuthority } from '../tls/test-authority.fixture.ts';
import { testSecurity } from '../../test/test-security.ts';
import { callUnary } from '../call-unary.ts';
import type { ChannelPoolOptions } from '../channel-pool.ts';
import { handleUnary } from '../handle-unary.ts';
import { fixedTlsSource } from '../tls/tls-source.ts';

it('knows a client by its certificate where it sends nothing else', async () => {
  const authority = await TestAuthority.create();
  const server = await authority.issue({ name: 'server' });
  const ann = await authority.issue({ name: 'ann' });
  const { security, clock } = await testSecurity();
  clock.advanceBy(Math.max(0, Date.now() - clock.nowMs()));
  const group = { resourceType: 'RESOURCE_TYPE_GROUP', resourceName: 'g' } as const;
  security.view.apply(
    securityDocument(1, {
      apiKeys: [apiKeyRecord('k1', 'secret', { principal: 'user:bob' })],
      acls: [allowing('user:ann', group)],
    }),
  );
  const callAs = async (calls: ChannelPoolOptions): Promise<unknown> => {
    const { client } = await serveGroups(
      {
        DeleteGroup: handleUnary(async ({ groupId }, { caller }) => {
          caller.require('delete', { type: 'group', name: groupId });
          return {};
        }),
      },
      {
        ...security.server,
        tls: { source: fixedTlsSource({ ca: authority.ca, ...server }), clientAuth: 'request' },
        calls,
      },
    );
    return callUnary(client, 'deleteGroup', { groupId: 'g' }, { deadlineMs: 10_000 });
  };
  const trusting = { tls: { source: fixedTlsSource({ ca: authority.ca }) } };
  const showing = { tls: { source: fixedTlsSource({ ca: authority.ca, ...ann }) } };
  await expect(callAs(showing)).resolves.toEqual({});
  await expect(callAs(trusting)).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  const withKey = { ...showing, authorization: () => 'Bearer weir_k1_secret' };
  await expect(callAs(withKey)).rejects.toMatchObject({
    code: 'GROUP_AUTHORIZATION_FAILED',
    message: expect.stringMatching(/^user:bob may not/) as string,
  });
});
