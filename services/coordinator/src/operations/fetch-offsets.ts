import { toGroupId } from '@weir/core';
import type {
  AssignedPartition,
  CommittedOffsetInput,
  FetchOffsetsRequest,
  FetchOffsetsResponseInput,
} from '@weir/protos';
import type { Caller } from '@weir/runtime';
import type { CommittedOffsets, CommittedPosition } from '../offsets/committed-offsets.ts';
import { mayDescribeTopic, requireGroup } from '../rights/group-rights.ts';
import { toPartitionKey } from '../rpc/partition-message.ts';
import { checkBacklog, waitStored } from '../store/wait-stored.ts';
import { type PartitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import type { TopicCatalog } from '../topics/topic-catalog.ts';
import type { OperationsContext } from './operations-context.ts';

/**
 * The committed offsets of a group, in the topics that the caller may describe. Commits that are on their
 * way to the store are waited for: what is answered here is never taken back.
 */
export async function fetchOffsets(
  { shards, topics, clock, config }: OperationsContext,
  { groupId: id, partitions }: FetchOffsetsRequest,
  caller: Caller,
): Promise<FetchOffsetsResponseInput> {
  const groupId = toGroupId(id);
  requireGroup(caller, 'describe', groupId);
  const shard = shards.require(groupId);
  checkBacklog(shard.writer);
  const committed = shard.host(groupId)?.offsets;
  // What is committed during the wait is not waited for.
  const offsets = committed === undefined ? [] : toMessages(committed, partitions, topics());
  await waitStored(shard.writer, clock, config.storeTimeoutMs);
  shards.require(groupId);
  return { offsets: offsets.filter(({ topic = '' }) => mayDescribeTopic(caller, topic)) };
}

/** The offsets of these partitions; of all where none is named. */
function toMessages(
  committed: CommittedOffsets,
  partitions: readonly AssignedPartition[],
  topics: TopicCatalog,
): CommittedOffsetInput[] {
  if (partitions.length === 0) {
    return Array.from(committed.entries(), ([key, position]) => toMessage(key, position));
  }
  return partitions.flatMap((partition) => {
    const key = toPartitionKey(partition, topics);
    const position = key === undefined ? undefined : committed.get(key);
    return key === undefined || position === undefined ? [] : [toMessage(key, position)];
  });
}

function toMessage(key: PartitionKey, position: CommittedPosition): CommittedOffsetInput {
  const { topic, offset, leaderEpoch, metadata, committedAtMs } = position;
  return {
    ...splitPartitionKey(key),
    topic,
    offset,
    ...(leaderEpoch === undefined ? undefined : { leaderEpoch }),
    metadata,
    committedAtMs,
  };
}
