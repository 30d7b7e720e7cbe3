import type { ConsumerGroup } from '../group/consumer-group.ts';
import type { HostedGroup } from '../shard/group-host.ts';
import type { PartitionKey } from '../topics/partition-key.ts';

/** A partition of one of the groups that have to do with it. */
export interface WatchedPartition {
  readonly host: HostedGroup;
  readonly key: PartitionKey;
}

/**
 * What to watch: all that groups read or have committed to, groups with members first, at most
 * `maxPartitions` in all.
 */
export function watchPartitions(
  hosts: readonly HostedGroup[],
  maxPartitions: number,
): readonly WatchedPartition[] {
  const watched: WatchedPartition[] = [];
  const inOrder = [
    ...hosts.filter(({ group }) => group.size > 0),
    ...hosts.filter(({ group }) => group.size === 0),
  ];
  for (const host of inOrder) {
    for (const key of partitionsOf(host)) {
      if (watched.length === maxPartitions) return watched;
      watched.push({ host, key });
    }
  }
  return watched;
}

/** What a group reads or has committed to. */
export function partitionsOf({ group, offsets }: HostedGroup): Set<PartitionKey> {
  const keys = new Set<PartitionKey>();
  for (const { owned } of group.members()) for (const key of owned.keys()) keys.add(key);
  for (const [key] of offsets.entries()) keys.add(key);
  return keys;
}

/** Whom a partition is assigned to. Nobody, once its owner has been told to let it go. */
export function holderOf(group: ConsumerGroup, key: PartitionKey): string | undefined {
  const memberId = group.ownerOf(key);
  if (memberId === undefined) return undefined;
  const member = group.member(memberId);
  const epoch = member?.owned.get(key);
  if (epoch === undefined || member?.target.has(key) !== true) return undefined;
  return holderName(memberId, epoch);
}

/** The epoch at which a partition was given tells two assignments to one member apart. */
export function holderName(memberId: string, grantedAtEpoch: number): string {
  return `${memberId}@${grantedAtEpoch}`;
}
