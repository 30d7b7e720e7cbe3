import {
  type GroupId,
  type LeaderEpoch,
  toGroupId,
  toLeaderEpoch,
  toOffset,
  toTopicId,
  WeirError,
} from '@weir/core';
import type {
  CommitOffsetsRequest,
  CommitOffsetsResponseInput,
  CommittedOffset,
  OffsetResultInput,
} from '@weir/protos';
import type { Caller } from '@weir/runtime';
import { commitFence, type Committer, notBackYet } from '../group/commit-fence.ts';
import { unknownMember } from '../group/member-roster.ts';
import { requireGroup, topicProblems } from '../rights/group-rights.ts';
import type { GroupShard } from '../shard/group-shard.ts';
import { checkBacklog, waitStored } from '../store/wait-stored.ts';
import { type PartitionKey, partitionKey } from '../topics/partition-key.ts';
import type { CatalogTopic, TopicCatalog } from '../topics/topic-catalog.ts';
import type { OperationsContext } from './operations-context.ts';

const maxOffsetsPerCommit = 1000;
const maxMetadataBytes = 4096;

/** An entry of a commit: what to store, or why not. */
type CommitEntry = { readonly request: CommittedOffset } & (
  | { readonly key: PartitionKey; readonly topic: CatalogTopic; readonly error: undefined }
  | { readonly error: WeirError }
);

/**
 * Stores the offsets of a member, or of a consumer that assigns by hand while the group has no
 * members; answered when the metadata store has them.
 *
 * The caller must have the right to read the group, and the topic of each offset. A commit behind the
 * committed offset changes nothing; its result has the offset that holds.
 * Problems of one partition are in its result.
 */
export async function commitOffsets(
  context: OperationsContext,
  request: CommitOffsetsRequest,
  caller: Caller,
): Promise<CommitOffsetsResponseInput> {
  if (request.offsets.length > maxOffsetsPerCommit) {
    throw new WeirError(
      'INVALID_REQUEST',
      `The commit has ${request.offsets.length} offsets, at most ${maxOffsetsPerCommit} are allowed`,
    );
  }
  const groupId = toGroupId(request.groupId);
  requireGroup(caller, 'read', groupId);
  checkCommitter(context.shards.require(groupId), groupId, request);
  const { clock, metrics } = context;
  const startedMs = clock.monotonicMs();
  const topics = context.topics();
  const entries = toEntries(request.offsets, topics, caller);
  const asked = context.commitRange.prepare(offsetsOf(entries));
  if (asked !== undefined) await asked;

  // Whoever owned the group or the partition before the wait may not own it now.
  const shard = context.shards.require(groupId);
  checkBacklog(shard.writer);
  const results = stage(context, shard, { groupId, committer: request, entries });
  const checkedMs = clock.monotonicMs();
  await waitStored(shard.writer, clock, context.config.storeTimeoutMs);
  const storedMs = clock.monotonicMs();
  metrics.commitChecked((checkedMs - startedMs) / 1_000);
  metrics.commitStored((storedMs - checkedMs) / 1_000);
  metrics.commitTook((storedMs - startedMs) / 1_000);
  const refused = results.filter(({ errorCode }) => errorCode !== '').length;
  metrics.offsetsRefused(refused);
  metrics.offsetsCommitted(results.length - refused);
  return { results };
}

function* offsetsOf(entries: readonly CommitEntry[]): Generator<[PartitionKey, number], void> {
  for (const entry of entries) {
    if (entry.error === undefined) yield [entry.key, entry.request.offset];
  }
}

function checkCommitter(shard: GroupShard, groupId: GroupId, committer: Committer): void {
  const { memberId } = committer;
  const host = shard.host(groupId);
  if (host !== undefined) commitFence(host.group, committer);
  else if (memberId !== '') {
    throw shard.isRecovering ? notBackYet(memberId) : unknownMember(memberId);
  }
}

/** Takes what may be committed into memory and on its way to the store. */
function stage(
  { commitRange, clock }: OperationsContext,
  shard: GroupShard,
  {
    groupId,
    committer,
    entries,
  }: {
    readonly groupId: GroupId;
    readonly committer: Committer;
    readonly entries: readonly CommitEntry[];
  },
): OffsetResultInput[] {
  checkCommitter(shard, groupId, committer);
  const host = shard.openHost(groupId);
  const fence = commitFence(host.group, committer);
  const committedAtMs = clock.nowMs();
  const results = entries.map((entry) => {
    const { request } = entry;
    const error = entry.error ?? fence(entry.key) ?? commitRange.problem(entry.key, request.offset);
    if (entry.error !== undefined || error !== undefined) return toResult(request, error);
    const hasMoved = host.offsets.commit(entry.key, {
      topic: entry.topic.name,
      offset: toOffset(request.offset),
      leaderEpoch: leaderEpochOf(request),
      metadata: request.metadata,
      committedAtMs,
    });
    if (hasMoved) host.saveOffset(entry.key);
    return toResult(request, undefined, host.offsets.get(entry.key)?.offset);
  });
  shard.closeIfEmpty(host);
  return results;
}

function toEntries(
  requests: readonly CommittedOffset[],
  topics: TopicCatalog,
  caller: Caller,
): CommitEntry[] {
  const problemOf = topicProblems(caller);
  return requests.map((request) => {
    try {
      const topic = topicOf(request, topics);
      // Whether a topic exists is told to nobody who may not read it.
      const problem = problemOf(topic?.name ?? request.topic);
      return problem === undefined ? checkEntry(request, topic) : { request, error: problem };
    } catch (error) {
      if (error instanceof WeirError) return { request, error };
      throw error;
    }
  });
}

function topicOf(
  { topicId, topic }: CommittedOffset,
  topics: TopicCatalog,
): CatalogTopic | undefined {
  return topicId === '' ? topics.topicByName(topic) : topics.topicById(toTopicId(topicId));
}

function checkEntry(request: CommittedOffset, topic: CatalogTopic | undefined): CommitEntry {
  const { partition, metadata } = request;
  if (topic === undefined || partition < 0 || partition >= topic.partitions) {
    const known = topic === undefined ? 'unknown topic' : `it has ${topic.partitions} partitions`;
    throw new WeirError(
      'UNKNOWN_TOPIC_OR_PARTITION',
      `Partition ${partition} of "${request.topic}" does not exist: ${known}`,
    );
  }
  toOffset(request.offset);
  leaderEpochOf(request);
  const metadataBytes = Buffer.byteLength(metadata);
  if (metadataBytes > maxMetadataBytes) {
    throw new WeirError(
      'OFFSET_METADATA_TOO_LARGE',
      `Offset metadata has ${metadataBytes} bytes, at most ${maxMetadataBytes} are allowed`,
    );
  }
  return { request, key: partitionKey(topic.topicId, partition), topic, error: undefined };
}

function leaderEpochOf({ leaderEpoch }: CommittedOffset): LeaderEpoch | undefined {
  return leaderEpoch === undefined ? undefined : toLeaderEpoch(leaderEpoch);
}

function toResult(
  { topic, partition, offset }: CommittedOffset,
  error: WeirError | undefined,
  committed: number = offset,
): OffsetResultInput {
  const errorCode = error?.code ?? '';
  return { topic, partition, errorCode, errorMessage: error?.message ?? '', offset: committed };
}
