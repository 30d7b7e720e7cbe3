import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import type { ClusterMember } from './local-cluster.ts';
import { redisCommand } from './redis-command.ts';

/** A copy of what a Redis of the harness had on disk at some time. */
export interface RedisSnapshot {
  readonly directory: string;
}

/** Copies the append-only files of a running Redis: Redis accepts one that ends within a command. */
export async function takeRedisSnapshot(
  redis: ClusterMember,
  directory: string,
): Promise<RedisSnapshot> {
  await rm(directory, { recursive: true, force: true });
  await cp(appendOnlyDirectory(redis), directory, { recursive: true });
  return { directory };
}

/** Kills the Redis, puts an old state in place of its own, and starts it with that. */
export async function rollBackRedis(redis: ClusterMember, snapshot: RedisSnapshot): Promise<void> {
  await redis.process.kill('SIGKILL');
  await rm(appendOnlyDirectory(redis), { recursive: true, force: true });
  await cp(snapshot.directory, appendOnlyDirectory(redis), { recursive: true });
  redis.process.start();
  await whenRedisAnswers(redis);
}

/** Resolves when the Redis has loaded its data. */
export async function whenRedisAnswers(redis: ClusterMember): Promise<void> {
  await eventually(async () => (await redisCommand(redis.address, 'PING')) === '+PONG', {
    what: 'Redis',
  });
}

function appendOnlyDirectory(redis: ClusterMember): string {
  return join(redis.dataDir ?? '', 'appendonlydir');
}
