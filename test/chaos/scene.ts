import type { Admin } from '@weir/client';
import type { ClusterMember, LocalCluster } from '../harness/local-cluster.ts';
import type { RedisSnapshot } from '../harness/redis-snapshot.ts';
import type { SmallDisk } from '../harness/small-disk.ts';

/** What a fault acts on. */
export interface Scene {
  readonly cluster: LocalCluster;
  readonly admin: Admin;
  readonly topic: string;
  /** The Redis as it was before the topic existed. */
  readonly oldRedis: RedisSnapshot;
  /** Under the data of storage node 1, for faults of a small disk. */
  readonly smallDisk: SmallDisk | undefined;
  /** Writes a line, with the time, into the trial's `nemesis.log`. */
  readonly note: (line: string) => Promise<void>;
}

/** The storage node that leads partition 0. */
export async function findLeader({ cluster, admin, topic }: Scene): Promise<ClusterMember> {
  const { topic: described } = await admin.describeTopic(topic);
  return cluster.node(described.partitions[0]?.leader ?? -1);
}

/** The controller that is active. */
export async function findActiveController({ cluster, admin }: Scene): Promise<ClusterMember> {
  const { controllerAddress } = await admin.describeCluster();
  const active = cluster.members.find(({ address }) => address === controllerAddress);
  if (active === undefined) throw new Error(`No controller at ${controllerAddress}`);
  return active;
}
