import {
  type GroupHost,
  partitionKey,
  type PartitionKey,
  splitPartitionKey,
} from '@weir/coordinator/cores';
import { toTopicId } from '@weir/core';
import type { GroupCluster } from '../group-cluster.ts';
import type { SimulatedMember } from '../world/simulated-member.ts';
import { keyOf, short } from './ownership-checker.ts';

/**
 * What groups without faults still lack, in words; undefined when nothing: each is served by one
 * coordinator and stable, every partition is read by the one live member that owns it, every record is
 * handled and committed.
 */
export function whatIsUnwell(cluster: GroupCluster): string | undefined {
  for (const groupId of cluster.groupIds) {
    const problem = whatLacks(cluster, groupId);
    if (problem !== undefined) return `${groupId}: ${problem}`;
  }
  return undefined;
}

function whatLacks(cluster: GroupCluster, groupId: string): string | undefined {
  const hosts = cluster.coordinators.flatMap((coordinator) => coordinator.hostOf(groupId) ?? []);
  const [host] = hosts;
  if (host === undefined || hosts.length > 1) return `${hosts.length} coordinators serve it`;
  const members = cluster.members.filter(
    ({ process, profile }) => process.isUp && profile.groupId === groupId,
  );
  if (members.length === 0) return 'nobody wants to be in it';
  const { group } = host;
  if (group.state !== 'stable') return `it is ${group.state}`;
  const ids = members.map(({ application }) => application?.membership.memberId ?? '');
  const known = group.members().map(({ memberId }) => memberId);
  const unknown = known.find((memberId) => !ids.includes(memberId));
  if (unknown !== undefined) return `${short(unknown)} is a member, and nobody has its id`;
  const missing = members.find((_, index) => !known.includes(ids[index] ?? ''));
  if (missing !== undefined) return `${missing.process.name} is no member`;
  const stored = cluster.history.ownership.storedOf(groupId).map(({ memberId }) => memberId);
  const stale = stored.find((memberId) => !known.includes(memberId));
  if (stale !== undefined) return `${short(stale)} is in the store, and is no member`;
  return whatIsUnread(cluster, host, members);
}

function whatIsUnread(
  cluster: GroupCluster,
  host: GroupHost,
  members: readonly SimulatedMember[],
): string | undefined {
  for (const key of wantedKeys(cluster.world.topics, members)) {
    const problem = whoReads(key, host, members) ?? whatIsLeft(key, cluster, host);
    if (problem !== undefined) return `${short(key)}: ${problem}`;
  }
  return undefined;
}

function whoReads(
  key: PartitionKey,
  { group }: GroupHost,
  members: readonly SimulatedMember[],
): string | undefined {
  const readers = members.filter(({ application }) =>
    application?.readings.some((reading) => keyOf(reading) === key),
  );
  const [reader] = readers;
  if (reader === undefined || readers.length > 1) return `${readers.length} members read it`;
  const isOwner = group.ownerOf(key) === reader.application?.membership.memberId;
  return isOwner ? undefined : `${reader.process.name} reads it, and does not own it`;
}

function whatIsLeft(
  key: PartitionKey,
  { world, history, settings }: GroupCluster,
  { groupId, offsets }: GroupHost,
): string | undefined {
  const { topicId, partition } = splitPartitionKey(key);
  const end = world.topics.endOf(topicId, partition) ?? 0;
  const handledEnd = history.progress.handledEnd(groupId, key);
  if (handledEnd < end) return `it is handled up to ${handledEnd} of ${end}`;
  const committed = Number(offsets.get(key)?.offset ?? 0);
  // What a member committed just before the store was lost, it does not commit again.
  if (committed < end && !settings.losesStore)
    return `it is committed up to ${committed} of ${end}`;
  const stored = history.progress.storedOffset(groupId, key) ?? 0;
  return stored === committed ? undefined : `${committed} is committed, stored is ${stored}`;
}

/** Every partition of the topics that some member wants. */
function wantedKeys(
  topics: GroupCluster['world']['topics'],
  members: readonly SimulatedMember[],
): Set<PartitionKey> {
  const keys = new Set<PartitionKey>();
  for (const { profile } of members) {
    for (const name of profile.topicPattern === '' ? profile.topics : topics.names) {
      const topicId = toTopicId(topics.topicIdOf(name) ?? '');
      for (let partition = 0; partition < topics.partitionsOf(name); partition += 1) {
        keys.add(partitionKey(topicId, partition));
      }
    }
  }
  return keys;
}
