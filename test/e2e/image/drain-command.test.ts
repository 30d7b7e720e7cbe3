import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../../harness/free-port.ts';
import { type CommandResult, runCommand } from '../../harness/run-command.ts';

const script = join(import.meta.dirname, '../../../deploy/docker/commands/drain.mjs');
const calls: string[] = [];
let server: Server | undefined;

/** An ops port that answers as it is told. */
async function serve(answer: (response: ServerResponse) => void): Promise<number> {
  server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    answer(response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function drain(...args: string[]): Promise<CommandResult> {
  return runCommand(process.execPath, [script, ...args], { env: {} });
}

afterEach(async () => {
  calls.length = 0;
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(0) : server.close(resolve)));
  server = undefined;
});

it('waits until the service has drained', async () => {
  const port = await serve((response) => response.end('drained, leads 0 partitions\n'));
  const { code, stdout } = await drain('--port', `${port}`);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'weir-drain: drained, leads 0 partitions\n',
  });
  expect(calls).toEqual(['POST /drain']);
});

it('takes a drain back', async () => {
  const port = await serve((response) => response.end('takes work again\n'));
  expect((await drain('--port', `${port}`, '--cancel')).code).toBe(0);
  expect(calls).toEqual(['POST /drain?cancel']);
});

it('tells when the service could not drain in time, and when it was refused', async () => {
  const port = await serve((response) => response.writeHead(504).end('waited in vain\n'));
  const { code, stderr } = await drain('--port', `${port}`);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'weir-drain: answered 504: waited in vain\n',
  });
});

it('gives up after its own time', async () => {
  const port = await serve(() => undefined);
  const { code, stderr } = await drain('--port', `${port}`, '--timeout-ms', '50');
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'weir-drain: did not drain within 50 ms\n' });
});

it('succeeds where no service runs, or ends meanwhile, or has nothing to drain', async () => {
  expect((await drain('--port', `${await freePort()}`)).code).toBe(0);
  const ending = await serve((response) => response.socket?.destroy());
  expect((await drain('--port', `${ending}`)).code).toBe(0);
  server?.close();
  const without = await serve((response) => response.writeHead(404).end('nothing to drain here\n'));
  expect(await drain('--port', `${without}`)).toMatchObject({
    code: 0,
    stdout: 'weir-drain: nothing to drain here\n',
  });
});

it.each([[[]], [['--port', '0']], [['--port', '1', '--timeout-ms', 'x']], [['--prot', '1']]])(
  'refuses %j with what is right',
  async (args) => {
    const { code, stderr } = await drain(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/usage: weir-drain|Unknown option/u);
  },
);
