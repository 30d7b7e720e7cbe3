import { redisCommand } from '../../harness/redis-command.ts';
import { rollBackRedis, whenRedisAnswers } from '../../harness/redis-snapshot.ts';
import { type ChaosFault, nothingToUndo } from '../chaos-fault.ts';

/** A metadata store that dies or forgets. */
export const redisFaults: readonly ChaosFault[] = [
  {
    name: 'kill-redis',
    what: 'kill -9 of Redis, restarted with its data',
    environment: 'plain',
    mayRedeliver: false,
    async begin({ cluster }) {
      const redis = cluster.member('redis');
      await redis.process.kill('SIGKILL');
      return async () => {
        redis.process.start();
        await whenRedisAnswers(redis);
      };
    },
  },
  {
    name: 'empty-redis',
    what: 'FLUSHALL of Redis',
    environment: 'plain',
    mayRedeliver: false,
    async begin({ cluster }) {
      await redisCommand(cluster.member('redis').address, 'FLUSHALL');
      return nothingToUndo;
    },
  },
  {
    name: 'roll-back-redis',
    what: 'Redis rolled back to before the topic existed',
    environment: 'plain',
    mayRedeliver: false,
    async begin({ cluster, oldRedis }) {
      await rollBackRedis(cluster.member('redis'), oldRedis);
      return nothingToUndo;
    },
  },
];
