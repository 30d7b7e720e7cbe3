import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Weir } from '@weir/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCluster } from '../harness/local-cluster.ts';
import type { CommandResult } from '../harness/run-command.ts';
import { type StartedCluster, startCluster } from '../harness/start-cluster.ts';
import { runCli } from '../harness/weir-cli.ts';

const declared = {
  topics: [
    { name: 'orders', partitions: 2, replicationFactor: 2, configs: { 'retention.ms': 60_000 } },
    { name: 'plain' },
  ],
  acls: [
    {
      principal: 'user:ann',
      resourceType: 'topic',
      resourceName: 'orders',
      operations: ['read', 'write'],
    },
  ],
  quotas: [{ principal: 'user:ann', produceBytesPerSecond: 1_000_000 }],
};

interface ApplyDocument {
  readonly objects: readonly { readonly name: string; readonly result: string }[];
}

let started: StartedCluster;
let cluster: LocalCluster;
let weir: Weir;
/** A declaration that was applied to a cluster that had just been started. */
let first: CommandResult;

beforeAll(async () => {
  started = await startCluster({ nodes: 2, controllers: 1, coordinators: 1, gateways: 1 });
  ({ cluster, weir } = started);
  first = await apply(declared);
  await cluster.whenReady();
}, 90_000);

afterAll(async () => {
  await started[Symbol.asyncDispose]();
}, 60_000);

async function apply(declaration: object, ...args: readonly string[]): Promise<CommandResult> {
  const at = ['--bootstrap', cluster.bootstrap.join()];
  return runCli(['apply', '-f', '-', ...at, ...args], JSON.stringify(declaration));
}

async function topicNames(): Promise<readonly string[]> {
  return (await weir.admin().listTopics()).map(({ name }) => name);
}

describe('weir apply', () => {
  it('waits for a cluster that is just being started', () => {
    expect(first.code).toBe(0);
    expect(first.stdout.trimEnd().split('\n')).toEqual([
      'topic  created    orders: partitions 2, replication factor 2',
      'topic  created    plain: partitions 1',
      'acl    created    user:ann allow read topic orders',
      'acl    created    user:ann allow write topic orders',
      'quota  created    user:ann: produce 1000000 bytes/s',
      '5 created, 0 changed, 0 unchanged',
    ]);
  });

  it('changes nothing when all is as declared', async () => {
    const { code, stdout, stderr } = await apply(declared);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual([
      'topic  unchanged  orders',
      'topic  unchanged  plain',
      'acl    unchanged  user:ann allow read topic orders',
      'acl    unchanged  user:ann allow write topic orders',
      'quota  unchanged  user:ann',
      '0 created, 0 changed, 5 unchanged',
    ]);
    const { topic } = await weir.admin().describeTopic('orders');
    expect(topic).toMatchObject({ replicationFactor: 2, configs: { 'retention.ms': '60000' } });
    expect(topic.partitions).toHaveLength(2);
    expect(await weir.admin().listAcls({})).toHaveLength(2);
  });

  it('shows what it would do, then does it: partitions, configs, limits', async () => {
    const path = join(cluster.options.directory, 'declared.yaml');
    writeFileSync(
      path,
      [
        'topics:',
        '- name: orders',
        '  partitions: 4',
        '  configs: { retention.ms: null, segment.ms: 3600000 }',
        'quotas:',
        '- { principal: user:ann, requestsPerSecond: 10 }',
      ].join('\n'),
    );
    const args = ['apply', '-f', path, '--bootstrap', cluster.bootstrap.join(), '-o', 'json'];
    const dry = await runCli([...args, '--dry-run']);
    const result = {
      ...{ isDone: true, created: 0, changed: 2, unchanged: 0 },
      objects: [
        { kind: 'topic', name: 'orders', result: 'changed' },
        { kind: 'quota', name: 'user:ann', result: 'changed', detail: 'requests 10 /s' },
      ],
    };
    expect(JSON.parse(dry.stdout)).toMatchObject({ ...result, dryRun: true });
    expect((await weir.admin().describeTopic('orders')).topic.partitions).toHaveLength(2);

    const done = await runCli(args);
    expect(JSON.parse(done.stdout)).toMatchObject({ ...result, dryRun: false });
    const { topic } = await weir.admin().describeTopic('orders');
    expect(topic.partitions).toHaveLength(4);
    expect(topic.configs).toEqual({ 'segment.ms': '3600000' });
    expect(await weir.admin().listQuotas()).toEqual([
      { principal: 'user:ann', requestsPerSecond: 10 },
    ]);
    const again = JSON.parse((await runCli(args)).stdout) as ApplyDocument;
    expect(again.objects.map(({ result: each }) => each)).toEqual(['unchanged', 'unchanged']);
  });

  it('creates more ACLs than one call may, those that deny first', async () => {
    const operations = ['read'];
    const acls = Array.from({ length: 1_001 }, (_none, index) => ({
      ...{
        principal: 'user:bob',
        resourceType: 'topic',
        resourceName: `many-${index}`,
        operations,
      },
      permission: index === 1_000 ? 'deny' : 'allow',
    }));
    const { code, stdout, stderr } = await apply({ acls });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\n1001 created, 0 changed, 0 unchanged\n$/);
    const created = await weir.admin().listAcls({ principal: 'user:bob' });
    expect(created).toHaveLength(1_001);
    expect(created[0]).toMatchObject({ permission: 'deny', resourceName: 'many-1000' });
  });

  it('changes nothing at all where one object cannot be as declared', async () => {
    const fresh = { name: 'fresh', partitions: 1 };
    const shrunk = await apply({ topics: [fresh, { name: 'orders', partitions: 1 }] });
    expect(shrunk).toMatchObject({ code: 2, stdout: '' });
    expect(shrunk.stderr).toMatch(
      /^error: INVALID_INPUT: Topic orders has 4 partitions.* to have 1/,
    );
    const refactored = await apply({ topics: [fresh, { name: 'orders', replicationFactor: 1 }] });
    expect(refactored.stderr).toMatch(/INVALID_INPUT: Topic orders has replication factor 2/);
    const mistyped = await apply({
      topics: [fresh, { name: 'plain', configs: { 'retention.m': 1 } }],
    });
    expect(mistyped).toMatchObject({ code: 2, stdout: '' });
    expect(mistyped.stderr).toMatch(/INVALID_CONFIG: .*did you mean retention\.ms/);
    const unknown = await apply({ topics: [fresh], quota: [] });
    expect(unknown.stderr).toBe(
      'error: INVALID_INPUT: there is no key "quota": did you mean quotas?\n',
    );
    expect(await topicNames()).toEqual(['orders', 'plain']);
  });

  it('waits for nodes that are not there yet, as long as it may', async () => {
    const wide = { topics: [{ name: 'wide', replicationFactor: 3 }] };
    const late = await apply(wide, '--timeout-ms', '1500');
    expect(late).toMatchObject({ code: 2, stdout: '' });
    expect(late.stderr).toMatch(/^waiting for nodes: .*\nerror: INVALID_REPLICATION_FACTOR: /);
    const waiting = apply(wide, '--timeout-ms', '60000');
    await cluster.addNode();
    expect(await waiting).toMatchObject({ code: 0 });
    expect(await topicNames()).toContain('wide');
  });
});
