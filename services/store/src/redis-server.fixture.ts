import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real Redis for tests, on a free port of 127.0.0.1. */
export interface RedisServer {
  readonly url: string;
  /** Kills it; what it held is gone. */
  kill(): Promise<void>;
}

/** Starts `redis-server` without persistence; with a port, in place of one that was killed. */
export async function startRedisServer(
  port?: number,
  args: readonly string[] = [],
): Promise<RedisServer & { readonly port: number }> {
  const chosen = port ?? (await freePort());
  const directory = mkdtempSync(join(tmpdir(), 'weir-redis-'));
  const child = spawn(
    'redis-server',
    ['--bind', '127.0.0.1', '--port', `${chosen}`, '--dir', directory, '--save', '', ...args],
    { stdio: 'ignore' },
  );
  const exited = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      rmSync(directory, { recursive: true, force: true });
      resolve();
    });
  });
  return {
    port: chosen,
    url: `redis://127.0.0.1:${chosen}`,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
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
