import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildProcess } from '../../../../harness/child-process.ts';
import { eventually } from '../../../../harness/eventually.ts';
import { freePort } from '../../../../harness/free-port.ts';
import { redisCommand } from '../../../../harness/redis-command.ts';
import { createRedisProcess } from '../../../../harness/redis-process.ts';
import type { AlertDrill, Undo } from '../alert-drill.ts';
import { type DrillScene, kill, redisOf, repeat, undoAll } from '../drill-scene.ts';

/** A Redis that is gone, slow, full, forgetful, or somebody else's. */
export const redisDrills: readonly AlertDrill[] = [
  {
    name: 'redis-killed',
    what: '`kill -9` of Redis, then it is started again with its data',
    alerts: ['WeirStoreUnavailable', 'WeirRedisErrors'],
    begin: (scene) => kill([redisOf(scene)]),
  },
  {
    name: 'redis-emptied',
    what: '`redis-cli FLUSHALL`, again every four seconds',
    alerts: ['WeirStoreRebuilt', 'WeirControllerFenced'],
    patienceMs: 120_000,
    begin: async (scene) => repeat(() => tell(scene, 'FLUSHALL'), 4_000),
  },
  {
    name: 'redis-slow',
    what: '`redis-cli CLIENT PAUSE 1500 ALL`, again every two seconds',
    alerts: ['WeirRedisSlow', 'WeirCommitSlow'],
    begin: async (scene) => repeat(() => tell(scene, 'CLIENT PAUSE 1500 ALL'), 2_000),
  },
  {
    name: 'redis-memory-short',
    what: '`redis-cli CONFIG SET maxmemory` to a little more than it uses, later to none',
    alerts: ['WeirRedisMemoryHigh'],
    begin: shortenMemory,
  },
  {
    name: 'redis-evicts',
    what:
      '`CONFIG SET maxmemory-policy allkeys-lru` and a maxmemory below what is used, ' +
      'while somebody else writes keys into the same Redis',
    alerts: ['WeirRedisMayEvict', 'WeirRedisEvictions'],
    begin: evict,
  },
  {
    name: 'redis-not-persistent',
    what: '`redis-cli CONFIG SET appendonly no`, later yes',
    alerts: ['WeirRedisNotPersistent'],
    begin: (scene) => configure(scene, 'appendonly', 'no', 'yes'),
  },
  {
    name: 'redis-disk-full',
    what: 'the disk of Redis filled (with `appendfsync everysec`), later freed',
    alerts: ['WeirRedisAofFailing'],
    environment: 'small-redis-disk',
    begin: fillDisk,
  },
  {
    name: 'redis-replica-lost',
    what: 'a replica added to Redis, and killed a while later',
    alerts: ['WeirRedisReplicaMissing'],
    begin: loseReplica,
  },
  {
    name: 'redis-demoted',
    what: '`redis-cli REPLICAOF` another Redis, later `REPLICAOF NO ONE`',
    alerts: ['WeirRedisDisconnected'],
    begin: demote,
  },
  {
    name: 'redis-connections-used-up',
    what: '`redis-cli CONFIG SET maxclients 1`, while others try to connect, later 10000',
    alerts: ['WeirRedisRejectsConnections'],
    begin: useUpConnections,
  },
];

async function tell(scene: DrillScene, command: string): Promise<string> {
  const answer = await redisCommand(redisOf(scene).address, command);
  if (answer.startsWith('-')) throw new Error(`${command}: ${answer}`);
  return answer;
}

async function configure(
  scene: DrillScene,
  ...[key, value, after]: readonly [string, string, string]
): Promise<Undo> {
  await tell(scene, `CONFIG SET ${key} ${value}`);
  return async () => {
    await tell(scene, `CONFIG SET ${key} ${after}`);
  };
}

async function usedBytes({ cluster }: DrillScene): Promise<number> {
  const { address } = cluster.member('redis');
  const used = await redisCommand(
    address,
    `EVAL "return tonumber(string.match(redis.call('INFO','memory'),'used_memory:(%d+)'))" 0`,
  );
  return Number(used.slice(1));
}

async function shortenMemory(scene: DrillScene): Promise<Undo> {
  const limit = Math.ceil((await usedBytes(scene)) * 1.1);
  return configure(scene, 'maxmemory', `${limit}`, '0');
}

async function evict(scene: DrillScene): Promise<Undo> {
  const policy = await configure(scene, 'maxmemory-policy', 'allkeys-lru', 'noeviction');
  const limit = await configure(scene, 'maxmemory', `${await usedBytes(scene)}`, '0');
  let count = 0;
  const stop = repeat(async () => {
    count += 1;
    await tell(scene, `SET somebody-else-${count} ${'x'.repeat(10_000)}`);
  }, 50);
  return undoAll(policy, limit, stop);
}

async function fillDisk(scene: DrillScene): Promise<Undo> {
  const { smallDisk } = scene;
  if (smallDisk === undefined) throw new Error('The scene has no small disk');
  // With `always` Redis ends itself when it cannot write.
  await tell(scene, 'CONFIG SET appendfsync everysec');
  await smallDisk.fill();
  return () => smallDisk.free();
}

async function loseReplica(scene: DrillScene): Promise<Undo> {
  const replica = await startAnother(scene, 'replica');
  const [host = '', port = ''] = redisOf(scene).address.split(':');
  await redisCommand(replica.address, `REPLICAOF ${host} ${port}`);
  // INFO is asked for every 15 s: it must have been seen.
  await new Promise((resolve) => {
    setTimeout(resolve, 40_000);
  });
  await replica.process.kill();
  return async () => {
    replica.process.start();
    await redisCommand(replica.address, `REPLICAOF ${host} ${port}`);
    // The replica would outlive the drill.
    setTimeout(() => void replica.process.stop(), 60_000);
  };
}

async function demote(scene: DrillScene): Promise<Undo> {
  const other = await startAnother(scene, 'master');
  const [host = '', port = ''] = other.address.split(':');
  await tell(scene, `REPLICAOF ${host} ${port}`);
  return async () => {
    await tell(scene, 'REPLICAOF NO ONE');
    await other.process.stop();
  };
}

async function useUpConnections(scene: DrillScene): Promise<Undo> {
  await tell(scene, 'CONFIG SET maxclients 1');
  const stop = repeat(() => redisCommand(redisOf(scene).address, 'PING'), 200);
  return async () => {
    await stop();
    // Nobody else gets in: Redis is told by a restart, as its own settings are what it was started with.
    await redisOf(scene).process.kill();
    redisOf(scene).process.start();
  };
}

async function startAnother(
  { directory }: DrillScene,
  name: string,
): Promise<{ readonly address: string; readonly process: ChildProcess }> {
  const folder = join(directory, name);
  mkdirSync(folder);
  const port = await freePort();
  const process = createRedisProcess({
    ...{ port, directory: folder, logFile: join(folder, 'redis.log') },
  });
  process.start();
  const address = `127.0.0.1:${port}`;
  const isThere = async (): Promise<boolean> => (await redisCommand(address, 'PING')) === '+PONG';
  await eventually(isThere, { what: `The Redis ${name}` });
  return { address, process };
}
