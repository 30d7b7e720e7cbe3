import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ChildProcess } from './child-process.ts';

/** Where a Redis of the harness listens and keeps its files. */
export interface RedisProcessOptions {
  readonly port: number;
  readonly directory: string;
  readonly logFile: string;
  /** Further settings, such as `['--maxmemory-policy', 'allkeys-lru']`. */
  readonly args?: readonly string[];
}

/** A `redis-server` on 127.0.0.1 with its append-only file on, synced with every write. */
export function createRedisProcess(options: RedisProcessOptions): ChildProcess {
  const directory = join(options.directory, 'redis');
  mkdirSync(directory, { recursive: true });
  return new ChildProcess({
    name: 'redis',
    command: 'redis-server',
    logFile: options.logFile,
    args: [
      ...['--bind', '127.0.0.1', '--port', `${options.port}`, '--dir', directory],
      ...['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''],
      ...(options.args ?? []),
    ],
  });
}
