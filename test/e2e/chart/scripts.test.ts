import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { createServer, type Server } from 'node:https';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TestAuthority } from '@weir/runtime/fixtures';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { only, useChart } from './chart-tests.ts';
import { podSpec } from './kubernetes-object.ts';

const run = promisify(execFile);
const chart = useChart();

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-chart-scripts-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A program of that name in front of all others; `$FOLDER` is the folder of the test. */
function putProgram(name: string, script: string): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** Runs the command of a container as the kubelet would, with these variables. */
async function runCommand(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const [program = '', ...args] = command;
  const { stdout } = await run(program === 'node' ? process.execPath : program, args, {
    env: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, FOLDER: folder, ...env },
  });
  return stdout;
}

async function hookCommand(name: string): Promise<readonly string[]> {
  const job = only(await chart.render(), 'Job', `r-weir-job-${name}`);
  return podSpec(job)?.containers[0]?.command ?? [];
}

/** A command line that knows of so many nodes, and notes what it is told. */
function putWeir(nodeIds: readonly number[], script = ''): void {
  const nodes = JSON.stringify({ nodes: nodeIds.map((nodeId) => ({ nodeId })), nodeStatuses: [] });
  putProgram(
    'weir',
    `if [ "$1 $2" = "node list" ]; then echo '${nodes}'; exit 0; fi
     ${script}
     echo "$*" >> "$FOLDER/told"`,
  );
}

function told(): readonly string[] {
  return readFileSync(join(folder, 'told'), 'utf8').trim().split('\n');
}

const here = { WEIR_BOOTSTRAP: 'localhost:7440' };

it('empties the nodes that are left out, all told before any is waited for', async () => {
  putWeir([0, 1, 2, 3, 4]);
  await runCommand(await hookCommand('scale-down'), here);
  expect(told()).toEqual([
    'node decommission 3',
    'node decommission 4',
    'node decommission 3 --wait',
    'node decommission 4 --wait',
  ]);
});

it('empties nobody when there are no fewer nodes', async () => {
  putWeir([0, 1, 2], 'exit 1');
  const said = await runCommand(await hookCommand('scale-down'), here);
  expect(said).toBe('No storage node beyond 3: nothing to empty\n');
});

it('stops the upgrade when a node cannot be emptied', async () => {
  putWeir([0, 1, 2, 3], 'exit 1');
  await expect(runCommand(await hookCommand('scale-down'), here)).rejects.toThrow('Command failed');
});

it('stops the upgrade when nobody tells of the nodes', async () => {
  putProgram('weir', 'exit 3');
  await expect(runCommand(await hookCommand('scale-down'), here)).rejects.toThrow('Command failed');
});

it('has nothing to empty before the first install', async ({ skip }) => {
  const answer = await lookup('r-weir-gateway.invalid').catch((error: unknown) => error);
  const isUnknown = answer instanceof Error && 'code' in answer && answer.code === 'ENOTFOUND';
  if (!isUnknown) skip('this machine is told nothing of names that do not exist');
  putProgram('weir', 'exit 3');
  const env = { WEIR_BOOTSTRAP: 'r-weir-gateway.invalid:7440' };
  const said = await runCommand(await hookCommand('scale-down'), env);
  expect(said).toBe('There is no r-weir-gateway.invalid yet: nothing to empty\n');
});

it('forgets the nodes that are gone, as soon as they are', async () => {
  putWeir(
    [0, 1, 2, 3],
    'if [ ! -e "$FOLDER/tried" ]; then touch "$FOLDER/tried"; echo "still there" >&2; exit 1; fi',
  );
  const said = await runCommand(await hookCommand('forget-nodes'), here);
  expect(told()).toEqual(['node remove 3']);
  expect(said).toContain('No storage node beyond 3 is known');
});

it.each([
  ['external-node-port', '10.0.0.4:30422', undefined],
  ['racks-node-label', undefined, 'zone-b'],
])('starts a storage node with what is known only then: %s', async (ci, address, rack) => {
  const objects = await chart.render({ ci: [ci] });
  const pod = podSpec(only(objects, 'StatefulSet', 'r-weir-storage-node'));
  putProgram('weir-storage-node', 'echo "$WEIR_EXTERNAL_ADDRESS,$WEIR_RACK"');
  putProgram('cat', 'echo zone-b');
  const env = { WEIR_NODE_ID: '2', HOST_IP: '10.0.0.4' };
  const said = await runCommand(pod?.containers[0]?.command ?? [], env);
  expect(said).toBe(`${address ?? ''},${rack ?? ''}\n`);
});

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly token: string;
  readonly body: string;
}

/** An API server that answers what it is told to, and notes what it is asked. */
async function startApiServer(
  answer: (asked: Asked) => { readonly status: number; readonly body: unknown },
): Promise<{ readonly server: Server; readonly asked: Asked[]; readonly port: number }> {
  const authority = await TestAuthority.create();
  const { cert, key } = await authority.issue({ name: 'api' });
  writeFileSync(join(folder, 'ca.crt'), authority.ca);
  writeFileSync(join(folder, 'token'), 'a-token\n');
  const asked: Asked[] = [];
  const server = createServer({ cert, key }, (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const call = {
        ...{ method, path: url, body, type: headers['content-type'] ?? '' },
        token: headers.authorization ?? '',
      };
      asked.push(call);
      const { status, body: answered } = answer(call);
      response.writeHead(status).end(JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, asked, port: (server.address() as AddressInfo).port };
}

/** Runs the job that makes credentials against an API server; what it was asked, and what was said. */
async function makeCredentials(
  answer: (asked: Asked) => { readonly status: number; readonly body: unknown },
): Promise<{ readonly asked: readonly Asked[]; readonly said: string }> {
  const job = only(await chart.render({ ci: ['auth'] }), 'Job', 'r-weir-credentials');
  const { server, asked, port } = await startApiServer(answer);
  try {
    const command = [...(podSpec(job)?.containers[0]?.command ?? []), folder];
    const said = await runCommand(command, {
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: String(port),
    });
    return { asked, said };
  } finally {
    server.close();
  }
}

it('makes the credentials when there are none', async () => {
  const { asked, said } = await makeCredentials(({ method }) =>
    method === 'GET' ? { status: 404, body: {} } : { status: 201, body: {} },
  );
  expect(said).toBe('Secret r-weir-credentials is made\n');
  expect(asked.map(({ method, path, token }) => [method, path, token])).toEqual([
    ['GET', '/api/v1/namespaces/apps/secrets/r-weir-credentials', 'Bearer a-token'],
    ['POST', '/api/v1/namespaces/apps/secrets', 'Bearer a-token'],
  ]);
  const { stringData } = JSON.parse(asked[1]?.body ?? '') as {
    readonly stringData: Readonly<Record<string, string>>;
  };
  expect(stringData['cluster.secret']).toMatch(/^[0-9a-f]{64}$/);
  expect(stringData['admin.key']).toMatch(/^weir_admin_[0-9a-f]{64}$/);
  expect(stringData['admin.keys']).toBe(stringData['admin.key']);
  expect(stringData['redis.password']).toMatch(/^[0-9a-f]{48}$/);
});

it('leaves credentials alone that are there', async () => {
  const data = { 'cluster.secret': '', 'admin.keys': '', 'admin.key': '', 'redis.password': '' };
  const { asked, said } = await makeCredentials(() => ({ status: 200, body: { data } }));
  expect(said).toBe('Secret r-weir-credentials is there\n');
  expect(asked.map(({ method }) => method)).toEqual(['GET']);
});

it('adds what is missing, and changes nothing else', async () => {
  const data = { 'cluster.secret': '', 'admin.keys': '', 'admin.key': '' };
  const { asked } = await makeCredentials(() => ({ status: 200, body: { data } }));
  expect(asked.map(({ method, type }) => [method, type])).toEqual([
    ['GET', 'application/json'],
    ['PATCH', 'application/merge-patch+json'],
  ]);
  const patch = JSON.parse(asked[1]?.body ?? '') as { readonly stringData: object };
  expect(Object.keys(patch.stringData)).toEqual(['redis.password']);
});

it('says what the API server refuses', async () => {
  await expect(
    makeCredentials(() => ({ status: 403, body: { message: 'forbidden' } })),
  ).rejects.toThrow('Reading Secret r-weir-credentials: the API server answered 403');
});
