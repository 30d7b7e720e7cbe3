import { Weir } from '@weir/client';
import { NodeControlService, type SecurityDocument } from '@weir/protos';
import { callUnary, ChannelPool } from '@weir/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { LocalCluster } from '../harness/local-cluster.ts';
import { redisCommand } from '../harness/redis-command.ts';
import type { CommandResult } from '../harness/run-command.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../harness/temporary-directory.ts';
import { runCli } from '../harness/weir-cli.ts';

let directory: TemporaryDirectory;
let cluster: LocalCluster;
let weir: Weir;
const channels = new ChannelPool();

beforeAll(async () => {
  directory = await temporaryDirectory();
  cluster = new LocalCluster({ directory: directory.path, coordinators: 1 });
  await cluster.start();
  await cluster.whenReady();
  weir = new Weir({ bootstrap: cluster.bootstrap });
}, 90_000);

afterAll(async () => {
  channels.close();
  await weir.close();
  await cluster.stop();
  await directory[Symbol.asyncDispose]();
}, 60_000);

async function run(...args: string[]): Promise<CommandResult> {
  return runCli([...args, '--bootstrap', cluster.bootstrap.join(',')]);
}

async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await run(...args, '-o', 'json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as unknown;
}

/** Everything that lists show. */
async function everything(): Promise<unknown> {
  const admin = weir.admin();
  const [acls, keys, quotas] = [admin.listAcls(), admin.listApiKeys(), admin.listQuotas()];
  return { acls: await acls, keys: await keys, quotas: await quotas };
}

async function keptBy(nodeId: number, controllerToken: number): Promise<SecurityDocument | null> {
  const client = channels.client(NodeControlService, cluster.node(nodeId).address);
  const request = { controllerToken, knownVersion: 0 };
  return (await callUnary(client, 'getSecurity', request, { deadlineMs: 5_000 })).document;
}

/** Waits until all nodes have been told of the last change, as they are within moments. */
async function whenKept(acls: number): Promise<void> {
  const { controllerToken } = await weir.admin().describeCluster();
  for (const nodeId of [1, 2, 3]) {
    const isKept = async () => (await keptBy(nodeId, controllerToken))?.acls.length === acls;
    await eventually(isKept, { what: `The copy of node ${nodeId}` });
  }
}

async function forgetAll(): Promise<void> {
  const [redis] = cluster.byRole('redis');
  expect(await redisCommand(redis?.address ?? '', 'FLUSHALL')).toBe('+OK');
}

const ann = ['--principal', 'user:ann'];

it('allows and denies by weir acl', async () => {
  const orders = ['--topic', 'orders'];
  expect(await run('acl', 'create', ...ann, ...orders, '--operation', 'read,write')).toMatchObject({
    code: 0,
    stdout: '2 ACLs created\n',
  });
  const again = await run('acl', 'create', ...ann, ...orders, '--operation', 'read,create');
  expect(again.stdout).toBe('1 ACL created, 1 existed\n');
  const everybody = ['--principal', '*'];
  await run('acl', 'create', ...everybody, '--group', 'b', '--prefix', '--operation', 'all');
  await run('acl', 'create', ...ann, '--cluster', '--operation', 'alter', '--deny');
  expect((await run('acl', 'list')).stdout).toBe(
    [
      'RESOURCE  NAME    PRINCIPAL  PERMISSION  OPERATION',
      'cluster   weir    user:ann   deny        alter',
      'group     b…      *          allow       all',
      'topic     orders  user:ann   allow       create',
      'topic     orders  user:ann   allow       read',
      'topic     orders  user:ann   allow       write',
      '',
    ].join('\n'),
  );
  expect(
    await run('acl', 'create', ...everybody, '--topic', 'a b', '--operation', 'all'),
  ).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('error: INVALID_TOPIC: ') as string,
  });
}, 120_000);

it('deletes by weir acl what the options name', async () => {
  const create = { principal: 'user:ann', resourceType: 'topic', resourceName: 'orders' };
  const wanted = { ...create, patternType: 'literal', permission: 'allow', operation: 'create' };
  const filter = ['--topic', 'orders', '--operation', 'create,alter'];
  const dryRun = await json('acl', 'delete', ...filter, '--dry-run');
  expect(dryRun).toEqual({ deleted: [wanted], dryRun: true });
  expect(await json('acl', 'delete', ...filter)).toEqual({ deleted: [wanted], dryRun: false });
  expect(await json('acl', 'list', ...filter)).toEqual({ acls: [] });
}, 120_000);

it('makes and revokes keys by weir key', async () => {
  const made = await run('key', 'create', ...ann, '--ttl', '30d', '--description', 'laptop');
  expect(made.stdout).toMatch(/^weir_[a-z0-9]{12}_[\w-]{43}\n$/);
  expect(made.stderr).toContain('authorization: Bearer KEY');
  const keyId = made.stdout.split('_')[1] ?? '';
  const { keys } = (await json('key', 'list')) as { keys: { keyId: string }[] };
  expect(keys).toMatchObject([{ keyId, principal: 'user:ann', description: 'laptop' }]);
  expect(JSON.stringify(keys)).not.toContain(made.stdout.trim().split('_').at(-1));
  const { key } = (await json('key', 'create', ...ann)) as { key: { keyId: string } };
  expect(await run('key', 'revoke', keyId)).toMatchObject({ stdout: `Key ${keyId} is revoked\n` });
  expect((await run('key', 'list')).stdout).toContain(`${key.keyId}  user:ann`);
  expect(await run('key', 'revoke', keyId)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('weir key list shows the keys') as string,
  });
}, 120_000);

it('limits by weir quota', async () => {
  const everybody = ['--principal', '*'];
  expect((await run('quota', 'set', ...everybody, '--produce', '2M')).stdout).toContain('2097152');
  await run('quota', 'set', ...ann, '--requests', '50');
  await run('quota', 'set', ...ann, '--requests', '60', '--fetch', '1K');
  const quota = { principal: 'user:ann', fetchBytesPerSecond: 1_024, requestsPerSecond: 60 };
  expect(await json('quota', 'list')).toEqual({
    quotas: [{ principal: '*', produceBytesPerSecond: 2_097_152 }, quota],
  });
  expect((await run('quota', 'remove', ...everybody)).code).toBe(0);
  expect(await json('quota', 'list')).toEqual({ quotas: [quota] });
}, 120_000);

it('keeps all of it when Redis is wiped and every controller starts anew', async () => {
  const before = await everything();
  await whenKept(4);
  const controllers = cluster.byRole('controller').map(({ process }) => process);
  await Promise.all(controllers.map((process) => process.kill('SIGKILL')));
  await forgetAll();
  for (const process of controllers) process.start();
  expect(await everything()).toEqual(before);
  await weir
    .admin()
    .createAcls([
      { principal: '*', resourceType: 'topic', resourceName: 'new', operation: 'describe' },
    ]);
  expect((await weir.admin().listAcls()).length).toBe(5);
}, 120_000);

it('keeps all of it when Redis is wiped and the whole cluster starts anew', async () => {
  const before = await everything();
  await whenKept(5);
  const services = cluster.members.filter(({ role }) => role !== 'redis');
  await Promise.all(services.map(({ process }) => process.kill('SIGKILL')));
  await forgetAll();
  for (const { process } of services) process.start();
  await cluster.whenReady();
  expect(await everything()).toEqual(before);
}, 120_000);

it('keeps all of it when Redis is wiped under way', async () => {
  const before = await everything();
  const { controllerToken } = await weir.admin().describeCluster();
  await forgetAll();
  const isAnew = async () =>
    (await weir.admin().describeCluster()).controllerToken > controllerToken;
  await eventually(isAnew, { what: 'A new life of the controller' });
  expect(await everything()).toEqual(before);
}, 120_000);
