import type { Weir } from '@weir/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { freePort } from '../harness/free-port.ts';
import type { LocalCluster } from '../harness/local-cluster.ts';
import { type StartedCluster, startCluster } from '../harness/start-cluster.ts';
import { runCli } from '../harness/weir-cli.ts';

interface DoctorDocument {
  readonly isReached: boolean;
  readonly counts: Readonly<Record<'error' | 'warning' | 'notice', number>>;
  readonly findings: readonly {
    readonly code: string;
    readonly subject: string;
    readonly what: string;
    readonly commands: readonly string[];
  }[];
  readonly unseen: readonly { readonly part: string }[];
}

let started: StartedCluster;
let cluster: LocalCluster;
let weir: Weir;
let at: string[];

beforeAll(async () => {
  started = await startCluster({
    ...{ nodes: 3, controllers: 1, coordinators: 1 },
    coordinatorArgs: ['--stuck-consumer-ms', '1000'],
  });
  ({ cluster, weir } = started);
  await cluster.whenReady();
  at = ['--bootstrap', cluster.bootstrap.join(',')];
  await ok('topic', 'create', 'orders', '--partitions', '6', '--replication-factor', '3');
  await weir.producer().send({ topic: 'orders', value: 'a' });
  // The journal of offsets is a topic that comes with the first of them.
  await ok('group', 'reset', 'first', '--topic', 'orders', '--to', 'latest');
  await ok('group', 'delete', 'first');
}, 90_000);

afterAll(async () => {
  await started[Symbol.asyncDispose]();
}, 60_000);

async function ok(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli([...args, ...at]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

/** What the doctor says, after one look unless told otherwise. */
async function examined(...args: readonly string[]): Promise<DoctorDocument> {
  const { stdout } = await runCli(['doctor', '-o', 'json', '--look', '0', ...args, ...at]);
  return JSON.parse(stdout) as DoctorDocument;
}

/** Waits until the doctor finds it at this subject, and returns what it says. */
async function found(code: string, subject: string) {
  return eventually(
    async () => {
      const { findings } = await examined();
      return findings.find((finding) => finding.code === code && finding.subject === subject);
    },
    { what: `${code} at ${subject}`, timeoutMs: 60_000, intervalMs: 500 },
  );
}

/** Waits until the doctor does not find it any more. */
async function gone(...codes: readonly string[]): Promise<void> {
  await eventually(
    async () => !(await examined()).findings.some(({ code }) => codes.includes(code)),
    { what: `A cluster without ${codes.join(', ')}`, timeoutMs: 60_000, intervalMs: 500 },
  );
}

describe('weir doctor', () => {
  it('finds nothing wrong with a cluster that is well, and exits with 0', async () => {
    const { code, stdout } = await eventually(async () => {
      const result = await runCli(['doctor', '--look', '0.1', ...at]);
      return result.code === 0 ? result : undefined;
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Cluster \S+: 3 nodes, 2 topics, \d+ partitions, 0 groups\n/);
  });

  it('finds topics that are set up to lose records, until they are changed', async () => {
    await ok('topic', 'create', 'lonely', '--replication-factor', '1');
    await ok('topic', 'alter', 'orders', '--set', 'unclean.leader.election.enable=true');
    expect((await found('ONE_REPLICA', 'topic lonely')).what).toMatch(/on a cluster of 3 nodes/);
    expect(await found('EMPTY_TOPICS', 'cluster')).toMatchObject({
      what: '1 topic never held a record: lonely',
    });
    const { commands } = await found('UNCLEAN_ELECTION_ON', 'topic orders');
    for (const command of commands) await ok(...command.split(' ').slice(1));
    await ok('topic', 'delete', 'lonely');
    await gone('UNCLEAN_ELECTION_ON', 'ONE_REPLICA', 'EMPTY_TOPICS');
  });

  it('exits with 1 for what is as bad as --fail-on, and with 0 for what is not', async () => {
    await ok('topic', 'alter', 'orders', '--set', 'min.insync.replicas=1');
    const { code, stdout, stderr } = await runCli(['doctor', '--look', '0', ...at]);
    expect(stderr).toMatch(/^error: PROBLEMS_FOUND: 0 errors, 1 warning, \d notices?\n$/);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^1 WARNING\n\nONE_COPY_IS_ENOUGH\n {2}Topic orders has 3 replicas/m);
    await ok('doctor', '--look', '0', '--fail-on', 'error');
    await ok('topic', 'alter', 'orders', '--unset', 'min.insync.replicas');
    await gone('ONE_COPY_IS_ENOUGH');
  });

  it('finds a node that was drained, until the drain is undone', async () => {
    await ok('node', 'drain', '2', '--wait', '--timeout', '90s');
    expect((await found('NODE_DRAINED', 'node 2')).commands).toEqual(['weir node drain 2 --undo']);
    await ok('node', 'drain', '2', '--undo');
    expect(await found('PREFERRED_NOT_LEADING', 'cluster')).toMatchObject({
      commands: ['weir partition elect'],
    });
    // A replica that has just caught up may not lead yet.
    await eventually(async () => (await runCli(['partition', 'elect', ...at])).code === 0);
    await gone('NODE_DRAINED', 'PREFERRED_NOT_LEADING');
  });

  it('finds a group without members and with lag, until the group is deleted', async () => {
    await ok('group', 'reset', 'left', '--topic', 'orders', '--to', 'earliest');
    expect((await found('GROUP_WITHOUT_MEMBERS', 'group left')).what).toMatch(
      /a lag of \d+ records/,
    );
    await ok('group', 'delete', 'left');
    await gone('GROUP_WITHOUT_MEMBERS');
  });

  it('finds a member that hangs, until it goes on', async () => {
    const consumer = weir.consumer({ topics: ['orders'], groupId: 'hung', from: 'earliest' });
    const { promise, resolve } = Promise.withResolvers<void>();
    const running = consumer.run({ eachRecord: () => promise });
    const { what, commands } = await found('GROUP_STUCK', 'group hung');
    expect(what).toMatch(/^Group hung is stuck in \d partitions?: orders\/\d.* at offset \S+ for/);
    expect(commands).toContain('weir group describe hung');
    resolve();
    await gone('GROUP_STUCK');
    await consumer.close();
    await running;
    await ok('group', 'delete', 'hung');
  });

  it('finds a dead node and what it lacks, until it is back', async () => {
    await ok('topic', 'create', 'single', '--replication-factor', '1', '--partitions', '6');
    const { process } = cluster.node(3);
    process.signal('SIGKILL');
    await process.exited();
    expect((await found('NODE_DEAD', 'node 3')).what).toMatch(/\d+ replicas are on it/);
    expect((await found('UNDER_REPLICATED', 'topic orders')).what).toMatch(/^6 of 6 partitions/);
    await found('OFFSETS_AT_RISK', 'topic __weir_offsets');
    const { what } = await found('LEADERLESS_PARTITIONS', 'topic single');
    expect(what).toMatch(/^2 of 6 partitions have no leader/);
    const listed = await ok('partition', 'list', '--topic', 'single', '--leaderless', '-o', 'name');
    expect(listed.trim().split('\n')).toHaveLength(2);
    process.start();
    await ok('topic', 'delete', 'single');
    await gone('NODE_DEAD', 'UNDER_REPLICATED', 'LEADERLESS_PARTITIONS', 'OFFSETS_AT_RISK');
  });

  it('finds that its coordinator is gone, until there is one again', async () => {
    const { process } = cluster.member('coordinator-1');
    process.signal('SIGKILL');
    await process.exited();
    const { what } = await found('SHARDS_WITHOUT_COORDINATOR', 'cluster');
    expect(what).toMatch(/^64 of 64 group shards have no coordinator/);
    process.start();
    await gone('SHARDS_WITHOUT_COORDINATOR');
  });

  it('warns of an address that does not work while others do', async () => {
    const bad = `127.0.0.1:${await freePort()}`;
    const bootstrap = [bad, ...cluster.bootstrap].join(',');
    const { stdout } = await runCli(['doctor', '-o', 'json', '--bootstrap', bootstrap]);
    const { findings } = JSON.parse(stdout) as DoctorDocument;
    const failed = findings.filter(({ code }) => code.startsWith('ADDRESS_'));
    expect(failed).toMatchObject([{ code: 'ADDRESS_FAILED', subject: `address ${bad}` }]);
  });

  it('says of each address why no cluster is reached, and exits with 3', async () => {
    const refused = `127.0.0.1:${await freePort()}`;
    const ops = cluster.node(1).opsAddress ?? '';
    const addresses = [refused, 'nowhere.invalid:7400', ops].join(',');
    const result = await runCli(['doctor', '-o', 'json', '--bootstrap', addresses]);
    expect(result.code).toBe(3);
    const { isReached, findings } = JSON.parse(result.stdout) as DoctorDocument;
    expect(isReached).toBe(false);
    expect(findings.map(({ code, subject }) => [code, subject])).toEqual([
      ['ADDRESS_UNRESOLVED', 'address nowhere.invalid:7400'],
      ['ADDRESS_REFUSED', `address ${refused}`],
      ['NOT_WEIR', `address ${ops}`],
    ]);
    const tls = await runCli(['doctor', '--tls', '--bootstrap', cluster.node(1).address]);
    expect(tls.stdout).toContain('TLS_NOT_SPOKEN');
    expect(tls.code).toBe(3);
  });

  it('finds that the controller is gone, and what the nodes know without it', async () => {
    const { process } = cluster.member('controller-1');
    process.signal('SIGKILL');
    await process.exited();
    const node = cluster.node(1).address;
    const { stdout } = await runCli(['doctor', '-o', 'json', '--look', '0', '--bootstrap', node]);
    const { findings, unseen, isReached } = JSON.parse(stdout) as DoctorDocument;
    expect(isReached).toBe(true);
    expect(findings.map(({ code }) => code)).toContain('NO_CONTROLLER');
    expect(unseen.map(({ part }) => part)).toContain('nodes');
    process.start();
    await gone('NO_CONTROLLER');
  });
}, 120_000);
