import { mkdir, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { TestAuthority } from '@weir/runtime/fixtures';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CommandResult, runCommand } from '../../harness/run-command.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../../harness/temporary-directory.ts';

const script = join(import.meta.dirname, '../../../deploy/docker/commands/rack.mjs');
const zone = 'topology.kubernetes.io/zone';

let directory: TemporaryDirectory;
let server: Server;
let answer: (request: IncomingMessage) => { readonly status: number; readonly body: unknown };
const calls: string[] = [];

beforeAll(async () => {
  directory = await temporaryDirectory();
  const authority = await TestAuthority.create();
  const { cert, key } = await authority.issue({ name: 'kubernetes' });
  server = createServer({ cert, key }, (request, response) => {
    calls.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const { status, body } = answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await mkdir(join(directory.path, 'account'));
  await writeFile(join(directory.path, 'account', 'ca.crt'), authority.ca);
  await writeFile(join(directory.path, 'account', 'token'), 'a-token\n');
});

beforeEach(() => {
  calls.length = 0;
  answer = () => ({
    status: 200,
    body: { metadata: { labels: { [zone]: 'zone-b', rack: 'r7' } } },
  });
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await directory[Symbol.asyncDispose]();
});

function rack(args: readonly string[], env: Record<string, string> = {}): Promise<CommandResult> {
  const account = ['--service-account', join(directory.path, 'account')];
  return runCommand(process.execPath, [script, ...account, ...args], {
    env: {
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: `${(server.address() as AddressInfo).port}`,
      ...env,
    },
  });
}

it("prints the zone of its node, asked for with the pod's account", async () => {
  expect(await rack([], { NODE_NAME: 'node-1' })).toEqual({
    code: 0,
    stdout: 'zone-b\n',
    stderr: '',
  });
  expect(calls).toEqual(['GET /api/v1/nodes/node-1 Bearer a-token']);
});

it('prints another label, of another node', async () => {
  const { stdout } = await rack(['--node', 'a/b', '--label', 'rack']);
  expect(stdout).toBe('r7\n');
  expect(calls).toEqual(['GET /api/v1/nodes/a%2Fb Bearer a-token']);
});

it('fails where the node has no such label, unless a default is given', async () => {
  const { code, stderr } = await rack(['--node', 'n', '--label', 'none']);
  expect(code).toBe(1);
  expect(stderr).toContain('node n has no label none');
  expect((await rack(['--node', 'n', '--label', 'none', '--default', 'x'])).stdout).toBe('x\n');
});

it('asks again when the API server is away for a moment', async () => {
  answer = () => {
    const isFirst = calls.length === 1;
    return { status: isFirst ? 503 : 200, body: { metadata: { labels: { [zone]: 'z' } } } };
  };
  const { code, stdout } = await rack(['--node', 'n']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'z\n' });
  expect(calls).toHaveLength(2);
});

it('says at once what the API server refuses', async () => {
  answer = () => ({ status: 403, body: { message: 'nodes "n" is forbidden' } });
  const { code, stderr } = await rack(['--node', 'n']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/answered 403 for node n: .*forbidden/u);
  expect(calls).toHaveLength(1);
});

it('says what is missing outside of a pod', async () => {
  expect((await rack([])).stderr).toContain('name the node with --node or NODE_NAME');
  const outside = await runCommand(process.execPath, [script, '--node', 'n'], { env: {} });
  expect(outside).toMatchObject({ code: 1 });
  expect(outside.stderr).toContain('this is no pod');
});
