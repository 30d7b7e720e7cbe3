import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real Redis for tests, on a free port of 127.0.0.1. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Stops its process where it is, as a machine that hangs; `resume` lets it go on. */
  pause(): void;
  resume(): void;
  /** Kills it; what it held is gone. */
  kill(): Promise<void>;
}

/** Starts `redis-server` without persistence; with a port, in place of one that was killed. */
export async function startRedisServer(
  port?: number,
  args: readonly string[] = [],
): Promise<RedisServer> {
  const chosen = port ?? (await freePort());
  const directory = mkdtempSync(join(tmpdir(), 'weir-redis-'));
  return run(chosen, directory, [
    ...['--bind', '127.0.0.1', '--port', `${chosen}`, '--dir', directory, '--save', '', ...args],
  ]);
}

/** Starts a Sentinel; `lines` of its config file say what it watches. */
export async function startSentinel(lines: readonly string[]): Promise<RedisServer> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'weir-sentinel-'));
  const path = join(directory, 'sentinel.conf');
  const own = [`port ${port}`, 'bind 127.0.0.1', `dir ${directory}`];
  writeFileSync(path, `${[...own, ...lines].join('\n')}\n`);
  return run(port, directory, [path, '--sentinel']);
}

function run(port: number, directory: string, args: readonly string[]): RedisServer {
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  const exited = whenExited(child, directory);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pause() {
      child.kill('SIGSTOP');
    },
    resume() {
      child.kill('SIGCONT');
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function whenExited(child: ChildProcess, directory: string): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      rmSync(directory, { recursive: true, force: true });
      resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
