import type { Weir } from '@weir/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../harness/free-port.ts';
import type { LocalCluster } from '../harness/local-cluster.ts';
import type { CommandResult } from '../harness/run-command.ts';
import { type StartedCluster, startCluster } from '../harness/start-cluster.ts';
import { runCli } from '../harness/weir-cli.ts';

interface CheckDocument {
  readonly isOk: boolean;
  readonly records: number;
  readonly steps: readonly {
    readonly name: string;
    readonly durationMs: number;
    readonly detail: string;
    readonly hasFailed: boolean;
  }[];
}

let started: StartedCluster;
let cluster: LocalCluster;
let weir: Weir;

beforeAll(async () => {
  started = await startCluster({ nodes: 2, controllers: 1, coordinators: 1, gateways: 1 });
  ({ cluster, weir } = started);
  await cluster.whenReady();
}, 90_000);

afterAll(async () => {
  await started[Symbol.asyncDispose]();
}, 60_000);

async function check(...args: readonly string[]): Promise<CommandResult> {
  return runCli(['check', '--bootstrap', cluster.bootstrap.join(), ...args]);
}

async function checkGroups(): Promise<readonly string[]> {
  const groups = await weir.admin().listGroups();
  return groups.map(({ groupId }) => groupId).filter((id) => id.startsWith('weir-check-'));
}

describe('weir check', () => {
  it('creates its topic, writes and reads, and leaves no group behind', async () => {
    const { code, stdout, stderr } = await check();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^connect +\d+ ms  the cluster answers$/),
      expect.stringMatching(
        /^topic +\d+ ms  weir-check created: 3 partitions, replication factor 2$/,
      ),
      expect.stringMatching(/^produce +\d+ ms  100 records acknowledged, in 3 partitions$/),
      expect.stringMatching(/^consume +\d+ ms  100 records read$/),
      expect.stringMatching(/^group +\d+ ms  100 records read$/),
      expect.stringMatching(/^delete-group +\d+ ms  weir-check-[\da-f-]{36} deleted$/),
      expect.stringMatching(/^The cluster works: checked in \d+ ms$/),
    ]);
    expect(await checkGroups()).toEqual([]);
  });

  it('reads its own records alone in a topic that others write to, and through a gateway', async () => {
    await weir.admin().createTopic({ name: 'shared', partitions: 2 });
    await weir.producer().sendMany([{ topic: 'shared', value: 'of somebody else' }]);
    const gateway = cluster.byRole('gateway')[0]?.address ?? '';
    const { code, stdout } = await runCli([
      ...['check', '--bootstrap', gateway, '--connect', 'gateway', '-o', 'json'],
      ...['--topic', 'shared', '--records', '5000'],
    ]);
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as CheckDocument;
    expect(document).toMatchObject({ isOk: true, records: 5_000 });
    expect(document.steps.map(({ name, hasFailed }) => `${name} ${hasFailed}`)).toEqual([
      ...['connect false', 'topic false', 'produce false', 'consume false', 'group false'],
      'delete-group false',
    ]);
    expect(await checkGroups()).toEqual([]);
  });

  it('tells of bad input, and of an address where nobody is', async () => {
    expect(await check('--topic', 'no/name')).toMatchObject({ code: 2 });
    expect((await check('--records', '0')).stderr).toMatch(/--records is "0"/);
    const nobody = `127.0.0.1:${await freePort()}`;
    const away = await runCli(['check', '--bootstrap', nobody, '--timeout-ms', '500']);
    expect(away).toMatchObject({ code: 3, stdout: '' });
    expect(away.stderr).toMatch(/^error: UNAVAILABLE: no Weir answers at/);
  });

  it('fails at the step that does not work, and says how far it came', async () => {
    await cluster.member('coordinator-1').process.stop();
    const text = await check('--timeout-ms', '4000');
    expect(text.code).toBe(1);
    expect(text.stdout).toMatch(/^consume +\d+ ms  100 records read$/m);
    expect(text.stdout).toMatch(/^group +\d+ ms  FAILED [A-Z_]+: /m);
    expect(text.stdout).not.toContain('The cluster works');
    expect(text.stderr).toMatch(/^error: [A-Z_]+: [^\n]+\n$/);
    const json = await check('--timeout-ms', '4000', '-o', 'json');
    expect(json.code).toBe(1);
    const { isOk, steps } = JSON.parse(json.stdout) as CheckDocument;
    expect(isOk).toBe(false);
    expect(steps.at(-1)).toMatchObject({ name: 'group', hasFailed: true });
  });
});
