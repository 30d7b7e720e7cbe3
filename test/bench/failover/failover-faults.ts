import { join } from 'node:path';
import type { Admin } from '@weir/client';
import type { ClusterMember, LocalCluster } from '../../harness/local-cluster.ts';
import { redisCommand } from '../../harness/redis-command.ts';
import {
  type RedisSnapshot,
  rollBackRedis,
  takeRedisSnapshot,
  whenRedisAnswers,
} from '../../harness/redis-snapshot.ts';

/** Who plays a part in a trial, looked up before the fault. */
export interface Cast {
  readonly leader: ClusterMember;
  readonly activeController: ClusterMember;
  readonly redis: ClusterMember;
  /** From before the topic existed. */
  readonly oldRedis: RedisSnapshot;
}

/** One thing that goes wrong, and the longest gap that it may cause. */
export interface FailoverFault {
  readonly id: string;
  readonly what: string;
  readonly barMs: number;
  readonly act: (cast: Cast) => Promise<void>;
  /** Brings the victim back; without it nothing is to be done. */
  readonly undo?: (cast: Cast) => Promise<void>;
}

/** The faults, in the order of the table. */
export const failoverFaults: readonly FailoverFault[] = [
  {
    id: 'kill-leader',
    what: "kill -9 of the partition's leader",
    barMs: 300,
    act: ({ leader }) => leader.process.kill('SIGKILL'),
    undo: restartLeader,
  },
  {
    id: 'kill-leader-and-controller',
    what: 'kill -9 of leader and active controller together',
    barMs: 2_000,
    async act({ leader, activeController }) {
      activeController.process.signal('SIGKILL');
      leader.process.signal('SIGKILL');
      await Promise.all([leader.process.exited(), activeController.process.exited()]);
    },
    async undo(cast) {
      cast.activeController.process.start();
      await restartLeader(cast);
    },
  },
  {
    id: 'stop-leader',
    what: 'SIGSTOP of the leader',
    barMs: 3_000,
    async act({ leader }) {
      leader.process.signal('SIGSTOP');
    },
    async undo({ leader }) {
      leader.process.signal('SIGCONT');
    },
  },
  {
    id: 'terminate-leader',
    what: 'SIGTERM of the leader (rolling restart)',
    barMs: 50,
    act: ({ leader }) => leader.process.stop(),
    undo: restartLeader,
  },
  {
    id: 'kill-redis',
    what: 'kill -9 of Redis',
    barMs: 100,
    act: ({ redis }) => redis.process.kill('SIGKILL'),
    async undo({ redis }) {
      redis.process.start();
      await whenRedisAnswers(redis);
    },
  },
  {
    id: 'empty-redis',
    what: 'FLUSHALL of Redis',
    barMs: 100,
    async act({ redis }) {
      await redisCommand(redis.address, 'FLUSHALL');
    },
  },
  {
    id: 'roll-back-redis',
    what: 'Redis rolled back to an old snapshot',
    barMs: 100,
    act: ({ redis, oldRedis }) => rollBackRedis(redis, oldRedis),
  },
];

/** Looks up the cast of a trial on a topic of one partition. */
export async function findCast(
  cluster: LocalCluster,
  admin: Admin,
  topic: string,
): Promise<Omit<Cast, 'oldRedis'>> {
  const { topic: described } = await admin.describeTopic(topic);
  const { controllerAddress } = await admin.describeCluster();
  const activeController = cluster.members.find(({ address }) => address === controllerAddress);
  if (activeController === undefined) throw new Error(`No controller at ${controllerAddress}`);
  return {
    leader: cluster.node(described.partitions[0]?.leader ?? -1),
    activeController,
    redis: cluster.member('redis'),
  };
}

/** Copies the Redis of a cluster as it is now. */
export async function copyRedis(cluster: LocalCluster): Promise<RedisSnapshot> {
  const directory = join(cluster.options.directory, 'old-redis');
  return takeRedisSnapshot(cluster.member('redis'), directory);
}

async function restartLeader({ leader }: Cast): Promise<void> {
  leader.process.start();
}
