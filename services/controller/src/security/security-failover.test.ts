import { clusterResource, WeirError } from '@weir/core';
import type { SecurityDocument, WatchSecurityResponse } from '@weir/protos';
import {
  callUnary,
  type Caller,
  RpcServer,
  type SecurityView,
  silentLogger,
  unrestrictedCaller,
} from '@weir/runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RunningController, TestCluster, until } from '../../test/test-cluster.ts';

let cluster: TestCluster;
const options = { deadlineMs: 15_000 };

afterEach(async () => {
  vi.restoreAllMocks();
  await cluster[Symbol.asyncDispose]();
});

const acl = {
  principal: 'user:ann',
  resourceType: 'RESOURCE_TYPE_TOPIC',
  resourceName: 'orders',
  patternType: 'PATTERN_TYPE_LITERAL',
  operation: 'ACL_OPERATION_READ',
  permission: 'ACL_PERMISSION_ALLOW',
} as const;
const quota = {
  ...{ principal: '*', produceBytesPerSecond: 10, fetchBytesPerSecond: 0 },
  requestsPerSecond: 0,
};
const key = { principal: 'user:ann', description: 'laptop', ttlMs: 60_000 };

/** The first call of a controller that asks the nodes for what they have kept waits for that. */
async function createAcl(principal = 'user:ann'): Promise<number> {
  const request = { acls: [{ ...acl, principal }] };
  for (;;) {
    try {
      return (await callUnary(cluster.admin, 'createAcls', request, options)).created;
    } catch (error) {
      if (!(error instanceof WeirError) || error.code !== 'UNAVAILABLE') throw error;
      await new Promise(setImmediate);
    }
  }
}

async function principals(): Promise<string[]> {
  const { acls } = await callUnary(cluster.admin, 'listAcls', {}, options);
  return acls.map(({ principal }) => principal);
}

function securityOf({ controller }: RunningController): SecurityView {
  return controller.security;
}

/** What nodes do that follow a controller. */
function keepOnNodes(...nodeIds: number[]): void {
  for (const nodeId of nodeIds) {
    cluster.node(nodeId).security.apply(securityOf(cluster.active).document);
  }
}

describe('keys, rights and limits', () => {
  it('are created, listed and taken away', async () => {
    cluster = await TestCluster.start();
    expect(await createAcl()).toBe(1);
    expect(await createAcl()).toBe(0);
    const { admin } = cluster;
    expect(await callUnary(admin, 'listAcls', {}, options)).toEqual({ acls: [acl] });
    const filter = { principal: 'user:ann' };
    const dryRun = await callUnary(admin, 'deleteAcls', { filter, dryRun: true }, options);
    expect(dryRun.deleted).toEqual([acl]);
    expect((await callUnary(admin, 'deleteAcls', { filter }, options)).deleted).toEqual([acl]);
    expect(await principals()).toEqual([]);

    const created = await callUnary(admin, 'createApiKey', key, options);
    expect(created.secret).toMatch(new RegExp(`^weir_${created.key?.keyId}_`));
    const { keys } = await callUnary(admin, 'listApiKeys', { principal: 'user:ann' }, options);
    expect(keys).toEqual([created.key]);
    const keyId = created.key?.keyId ?? '';
    expect(await callUnary(admin, 'revokeApiKey', { keyId }, options)).toEqual({
      revoked: created.key,
    });
    await expect(callUnary(admin, 'revokeApiKey', { keyId }, options)).rejects.toMatchObject({
      code: 'API_KEY_NOT_FOUND',
    });

    await callUnary(admin, 'setQuota', { quota }, options);
    expect(await callUnary(admin, 'listQuotas', {}, options)).toEqual({ quotas: [quota] });
    await expect(callUnary(admin, 'setQuota', {}, options)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });

  it('are told to whoever watches, by a standby as well, which sends others to the active one', async () => {
    cluster = await TestCluster.start({ controllers: 2 });
    const { active } = cluster;
    const standby = cluster.controllers.find((running) => running !== active) ?? active;
    await createAcl();
    await until('the standby to follow', () => securityOf(standby).version > 0);
    const seen: SecurityDocument[] = [];
    const stream = cluster.securityAt(standby.address).WatchSecurity({});
    stream.on('data', ({ document }: WatchSecurityResponse) => seen.push(document ?? never()));
    stream.on('error', () => undefined);
    await createAcl('*');
    await until('both', () => seen.at(-1)?.acls.length === 2);
    expect(seen.at(-1)).toEqual(securityOf(active).document);
    stream.cancel();
    await expect(
      callUnary(cluster.adminAt(standby.address), 'listAcls', {}, options),
    ).rejects.toMatchObject({ code: 'NOT_CONTROLLER', metadata: { controller: active.address } });
  });

  it('are not told by a controller that has heard from nobody yet', async () => {
    cluster = await TestCluster.start({ nodes: 0 });
    const stream = cluster.securityAt(cluster.active.address).WatchSecurity({});
    const error = await new Promise((resolve) => stream.on('error', resolve));
    expect(error).toMatchObject({ code: 14 });
    await expect(callUnary(cluster.admin, 'listAcls', {}, options)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('has heard from 0 of 0 storage nodes') as string,
    });
  });

  it('survive the controller', async () => {
    cluster = await TestCluster.start();
    const { active } = cluster;
    await createAcl();
    await active.stop();
    await cluster.addController({ controllerId: 'next' });
    expect(await createAcl('*')).toBe(1);
    expect(await principals()).toEqual(['user:ann', '*']);
  });
});

describe('a store that', () => {
  it('was emptied while no controller ran gets them back from the nodes', async () => {
    cluster = await TestCluster.start();
    const { active } = cluster;
    await createAcl();
    const { version } = securityOf(active);
    keepOnNodes(2, 3);
    await active.stop();
    await cluster.store.swap(await cluster.newStore());
    const next = await cluster.addController({ controllerId: 'next' });
    expect(await createAcl('*')).toBe(1);
    expect(await principals()).toEqual(['user:ann', '*']);
    expect(securityOf(next).version).toBeGreaterThan(version);
  });

  it('was emptied gets them back from the controller that had them', async () => {
    cluster = await TestCluster.start();
    const { active } = cluster;
    await createAcl();
    await cluster.store.swap(await cluster.newStore());
    await until('a new life', () => active.controller.counts.activations === 2);
    await until('it to be active', () => active.controller.isActive);
    expect(await createAcl()).toBe(0);
    expect((await cluster.store.readAll('security')).get('security')?.version).toBe(
      securityOf(active).version,
    );
  });

  it('was rolled back goes on from the newest that anybody has', async () => {
    cluster = await TestCluster.start();
    const { active } = cluster;
    await createAcl('user:old');
    const old = await cluster.copyOfStore();
    await createAcl('user:new');
    keepOnNodes(1);
    const { version } = securityOf(active);
    await active.stop();
    await cluster.store.swap(old);
    const next = await cluster.addController({ controllerId: 'next' });
    expect(await createAcl('*')).toBe(1);
    expect(await principals()).toEqual(['user:old', 'user:new', '*']);
    expect(securityOf(next).version).toBeGreaterThan(version);
  });
});

describe('a caller that may only look', () => {
  const asked: string[] = [];
  const caller: Caller = {
    ...unrestrictedCaller,
    require: (operation, resource) => {
      asked.push(`${operation} ${resource.type}`);
      expect(resource).toBe(clusterResource);
      if (operation !== 'describe') {
        throw new WeirError('CLUSTER_AUTHORIZATION_FAILED', 'Not allowed');
      }
    },
  };

  it('is asked for the right to each call', async () => {
    cluster = await TestCluster.start();
    await createAcl();
    const server = new RpcServer({ logger: silentLogger, security: { identify: () => caller } });
    const running = cluster.active;
    running.controller.addTo(server);
    const { address } = await server.listen({ host: '127.0.0.1', port: 0 });
    const admin = cluster.adminAt(address);
    const refused = { code: 'CLUSTER_AUTHORIZATION_FAILED' };
    try {
      const changes = [
        callUnary(admin, 'createAcls', { acls: [acl] }, options),
        callUnary(admin, 'deleteAcls', { dryRun: true }, options),
        callUnary(admin, 'createApiKey', key, options),
        callUnary(admin, 'revokeApiKey', { keyId: 'k' }, options),
        callUnary(admin, 'setQuota', { quota }, options),
      ];
      for (const change of changes) await expect(change).rejects.toMatchObject(refused);
      expect((await callUnary(admin, 'listAcls', {}, options)).acls).toEqual([acl]);
      expect((await callUnary(admin, 'listApiKeys', {}, options)).keys).toEqual([]);
      expect((await callUnary(admin, 'listQuotas', {}, options)).quotas).toEqual([]);
      expect(asked.filter((right) => right === 'alter cluster')).toHaveLength(5);
      expect(asked.filter((right) => right === 'describe cluster')).toHaveLength(3);
    } finally {
      await server.stop({ graceMs: 0 });
    }
  });
});

function never(): never {
  throw new Error('It should have been there');
}
