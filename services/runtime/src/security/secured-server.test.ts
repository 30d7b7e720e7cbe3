import { once } from 'node:events';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { Metadata } from '@grpc/grpc-js';
import type { WeirError } from '@weir/core';
import { AdminService, GroupService, SecurityService } from '@weir/protos';
import { expect, it, onTestFinished } from 'vitest';
import { allowing, apiKeyRecord, quota, securityDocument } from '../../test/security-document.ts';
import { identityProvider, temporaryFile, testSecurity } from '../../test/test-security.ts';
import { ChannelPool } from '../channel-pool.ts';
import { handleBidiStream, handleServerStream } from '../handle-stream.ts';
import { handleUnary } from '../handle-unary.ts';
import { silentLogger } from '../logger.ts';
import { RpcServer } from '../rpc-server.ts';
import { fromServiceError } from '../service-error.ts';

const annsKey = 'Bearer weir_k1_secret';
const apiKeys = [apiKeyRecord('k1', 'secret')];
const mayDelete = allowing('user:ann', {
  resourceType: 'RESOURCE_TYPE_GROUP',
  resourceName: 'g',
  operation: 'ACL_OPERATION_DELETE',
});

const groupHandlers = {
  DeleteGroup: handleUnary(async ({ groupId }: { groupId: string }, { caller }) => {
    caller.require('delete', { type: 'group', name: groupId });
    return {};
  }),
  // Answers each message for as long as the credentials hold.
  Join: handleBidiStream<unknown, unknown>(async (stream, { caller, signal }) => {
    await new Promise<void>((resolve, reject) => {
      stream.on('data', () => {
        try {
          caller.checkCredentials();
          stream.write({ heartbeat: {} });
        } catch (error) {
          reject(error);
        }
      });
      signal.addEventListener('abort', () => {
        resolve();
      });
    });
  }),
};

/** A server that asks everybody who they are, and calls to it with credentials of their own. */
async function securedServer(changes: Parameters<typeof testSecurity>[0] = {}) {
  const started = await testSecurity(changes);
  const server = new RpcServer({ logger: silentLogger, ...started.security.server });
  server.addService(GroupService.service, groupHandlers);
  server.addService(AdminService.service, {
    DeleteTopic: handleUnary(async ({ name }: { name: string }, { caller }) => {
      caller.require('delete', { type: 'topic', name });
      return { topicId: 't' };
    }),
  });
  server.addService(SecurityService.service, {
    WatchSecurity: handleServerStream(async (_request, stream) => {
      stream.write({ document: started.security.view.document });
    }),
  });
  const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
  const channels = new ChannelPool();
  onTestFinished(async () => {
    channels.close();
    await server.stop({ graceMs: 100 });
  });
  const group = channels.client(GroupService, address);
  const admin = channels.client(AdminService, address);
  return {
    ...started,
    group,
    admin,
    security: started.security,
    internal: channels.client(SecurityService, address),
    deleteGroup: (groupId: string, authorization?: string) =>
      outcome((done) => group.deleteGroup({ groupId }, withHeader(authorization), done)),
    deleteTopic: (name: string, authorization?: string) =>
      outcome((done) => admin.deleteTopic({ name }, withHeader(authorization), done)),
  };
}

function withHeader(authorization?: string, onBehalfOf?: string): Metadata {
  const metadata = new Metadata();
  if (authorization !== undefined) metadata.set('authorization', authorization);
  if (onBehalfOf !== undefined) metadata.set('weir-on-behalf-of', onBehalfOf);
  return metadata;
}

/** `OK`, or the error of a call. */
function outcome(call: (done: (error: unknown) => void) => void): Promise<WeirError | 'OK'> {
  return new Promise((resolve) => {
    call((error) => {
      resolve(error === null ? 'OK' : fromServiceError(error));
    });
  });
}

it('lets in whoever shows the right key, and nobody else', async () => {
  const { security, deleteGroup } = await securedServer();
  security.view.apply(securityDocument(1, { apiKeys, acls: [mayDelete] }));
  await expect(deleteGroup('g')).resolves.toMatchObject({
    code: 'AUTHENTICATION_FAILED',
    message: expect.stringMatching(/No credentials/) as string,
  });
  await expect(deleteGroup('g', 'Bearer weir_k1_guess')).resolves.toMatchObject({
    code: 'AUTHENTICATION_FAILED',
  });
  await expect(deleteGroup('g', annsKey)).resolves.toBe('OK');
  await expect(deleteGroup('other', annsKey)).resolves.toMatchObject({
    code: 'GROUP_AUTHORIZATION_FAILED',
  });
});

it('ends a stream whose key is revoked while it is connected', async () => {
  const { security, group } = await securedServer();
  security.view.apply(securityDocument(1, { apiKeys, acls: [mayDelete] }));
  const stream = group.join(withHeader(annsKey));
  const failed = new Promise((resolve) => {
    stream.once('error', resolve);
  });
  const answered = new Promise((resolve) => {
    stream.once('data', resolve);
  });
  stream.write({ heartbeat: {} });
  await answered;
  security.view.apply(securityDocument(2));
  stream.write({ heartbeat: {} });
  expect(fromServiceError(await failed)).toMatchObject({
    code: 'AUTHENTICATION_FAILED',
    message: 'The API key "k1" was revoked',
  });
});

it('lets in whoever shows a good token, not an expired one or one for another', async () => {
  const { jwks, token } = await identityProvider();
  const { security, clock, deleteGroup } = await securedServer({
    jwtJwksFile: await temporaryFile(jwks),
    jwtIssuer: 'https://id.example',
    jwtAudience: 'weir',
  });
  security.view.apply(securityDocument(1, { acls: [mayDelete] }));
  const exp = clock.nowMs() / 1_000 + 60;
  const claims = { iss: 'https://id.example', aud: 'weir', sub: 'ann', exp };
  const header = `Bearer ${await token(claims)}`;
  await expect(deleteGroup('g', header)).resolves.toBe('OK');
  await expect(
    deleteGroup('g', `Bearer ${await token({ ...claims, aud: 'other' })}`),
  ).resolves.toMatchObject({ message: expect.stringMatching(/audience/) as string });
  clock.advanceBy(10 * 60_000);
  await expect(deleteGroup('g', header)).resolves.toMatchObject({
    code: 'AUTHENTICATION_FAILED',
    message: expect.stringMatching(/expired/) as string,
  });
});

it('refuses an internal call to a client, and answers it to a service', async () => {
  const { security, internal, audited } = await securedServer();
  security.view.apply(securityDocument(1, { apiKeys }));
  const watch = (metadata: Metadata): Promise<unknown> =>
    new Promise((resolve) => {
      const stream = internal.watchSecurity({}, metadata);
      stream.once('data', resolve);
      stream.once('error', (error) => {
        resolve(fromServiceError(error));
      });
    });
  await expect(watch(withHeader(annsKey))).resolves.toMatchObject({
    code: 'CLUSTER_AUTHORIZATION_FAILED',
  });
  await expect(watch(withHeader())).resolves.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  const own = await security.channels.authorization?.();
  await expect(watch(withHeader(own))).resolves.toMatchObject({ document: { version: 1 } });
  expect(audited()).toMatchObject([
    {
      event: 'access-denied',
      principal: 'user:ann',
      method: 'SecurityService/WatchSecurity',
      reason: 'is for services of the cluster',
    },
    { event: 'authentication-failed', method: 'SecurityService/WatchSecurity' },
  ]);
});

it('does for a user what a service asks for, and nothing that the user may not', async () => {
  const { security, group } = await securedServer();
  security.view.apply(securityDocument(1, { apiKeys, acls: [mayDelete] }));
  const own = await security.channels.authorization?.();
  const call = (authorization: string | undefined, onBehalfOf: string, groupId: string) =>
    outcome((done) => group.deleteGroup({ groupId }, withHeader(authorization, onBehalfOf), done));
  await expect(call(own, 'user:ann', 'g')).resolves.toBe('OK');
  await expect(call(own, 'user:ann', 'other')).resolves.toMatchObject({
    code: 'GROUP_AUTHORIZATION_FAILED',
    message: expect.stringMatching(/^user:ann may not delete group "other"/) as string,
  });
  await expect(call(annsKey, 'user:bob', 'g')).resolves.toMatchObject({
    code: 'AUTHENTICATION_FAILED',
  });
});

it('refuses calls above the quota until the time that it tells', async () => {
  const { security, clock, deleteGroup } = await securedServer();
  const quotas = [quota('user:ann', { requestsPerSecond: 1 })];
  security.view.apply(securityDocument(1, { apiKeys, acls: [mayDelete], quotas }));
  await expect(deleteGroup('g', annsKey)).resolves.toBe('OK');
  await expect(deleteGroup('g', annsKey)).resolves.toBe('OK');
  const refused = await deleteGroup('g', annsKey);
  expect(refused).toMatchObject({
    code: 'THROTTLING_QUOTA_EXCEEDED',
    metadata: { retry_after_ms: '1000' },
  });
  clock.advanceBy(1_000);
  await expect(deleteGroup('g', annsKey)).resolves.toBe('OK');
  const own = await security.channels.authorization?.();
  for (let index = 0; index < 10; index += 1) {
    await expect(deleteGroup('g', own)).resolves.toBe('OK');
  }
});

it('notes who administered what, and who was refused', async () => {
  const { security, audited, deleteGroup, deleteTopic } = await securedServer();
  security.view.apply(securityDocument(1, { apiKeys, acls: [mayDelete] }));
  await deleteGroup('g', annsKey);
  await deleteTopic('orders', annsKey);
  const peer = expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string;
  expect(audited()).toEqual([
    expect.objectContaining({
      event: 'administrative-call',
      principal: 'user:ann',
      peer,
      method: 'GroupService/DeleteGroup',
      resources: ['group:g'],
      outcome: 'OK',
    }),
    expect.objectContaining({
      event: 'access-denied',
      principal: 'user:ann',
      peer,
      method: 'AdminService/DeleteTopic',
      resources: ['topic:orders'],
      outcome: 'TOPIC_AUTHORIZATION_FAILED',
    }),
    expect.objectContaining({
      event: 'administrative-call',
      resources: ['topic:orders'],
      outcome: 'TOPIC_AUTHORIZATION_FAILED',
    }),
  ]);
});

it('does not take the request of somebody whom it does not let in', async () => {
  const { group, deleteGroup } = await securedServer();
  const connection = connect(`http://${group.getChannel().getTarget().replace(/^dns:/, '')}`);
  onTestFinished(() => {
    connection.destroy();
  });
  const call = connection.request({
    ':method': 'POST',
    ':path': '/weir.v1.GroupService/DeleteGroup',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  // The head of a message of 60 MiB, and nothing of it: the answer does not wait for it.
  call.write(Buffer.from([0, 3, 192, 0, 0]));
  const [headers] = (await once(call, 'response')) as [IncomingHttpHeaders];
  expect(headers['grpc-status']).toBe('16');
  expect(await deleteGroup('g')).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
});
