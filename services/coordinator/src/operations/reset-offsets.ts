import { type GroupId, toGroupId, toOffset, WeirError } from '@weir/core';
import type {
  OffsetResultInput,
  ResetOffsetsRequest,
  ResetOffsetsResponseInput,
} from '@weir/protos';
import type { Caller } from '@weir/runtime';
import type { OffsetAnswer } from '../offsets/log-offsets.ts';
import { requireGroup, requireTopic } from '../rights/group-rights.ts';
import type { GroupHost } from '../shard/group-host.ts';
import type { GroupShard } from '../shard/group-shard.ts';
import { checkBacklog, waitStored } from '../store/wait-stored.ts';
import { partitionKey } from '../topics/partition-key.ts';
import type { CatalogTopic } from '../topics/topic-catalog.ts';
import type { OperationsContext } from './operations-context.ts';
import { resetQuestions, type ResetTarget, resetTarget, resetTimestampMs } from './reset-target.ts';

interface PartitionReset {
  readonly partition: number;
  readonly target: ResetTarget;
}

/**
 * Sets the committed offsets of a group in one topic, back or on. The group must have no members,
 * or they are fenced by `force` and join again. A dry run changes nothing and needs neither.
 */
export async function resetOffsets(
  context: OperationsContext,
  request: ResetOffsetsRequest,
  caller: Caller,
): Promise<ResetOffsetsResponseInput> {
  const groupId = toGroupId(request.groupId);
  requireGroup(caller, 'read', groupId);
  requireTopic(caller, request.topic);
  const shard = context.shards.require(groupId);
  const host = shard.host(groupId);
  const topic = context.topics().topicByName(request.topic);
  if (topic === undefined) {
    throw new WeirError('UNKNOWN_TOPIC_OR_PARTITION', `Topic "${request.topic}" does not exist`);
  }
  if (!request.dryRun) checkMembers(shard, host, request);
  const resets = await decide(context, request, { topic, host });
  if (!request.dryRun) await apply(context, request, { groupId, topic, resets });
  return { results: resets.map((reset) => toResult(topic, reset)) };
}

function checkMembers(
  shard: GroupShard,
  host: GroupHost | undefined,
  { force }: ResetOffsetsRequest,
): void {
  if (host === undefined || force) return;
  shard.requireMembersKnown(host);
  const members = host.group.size;
  if (members === 0) return;
  throw new WeirError(
    'NON_EMPTY_GROUP',
    `The group has ${members} members; stop them, or reset by force`,
  );
}

async function decide(
  { logOffsets, clock, config }: OperationsContext,
  request: ResetOffsetsRequest,
  { topic, host }: { readonly topic: CatalogTopic; readonly host: GroupHost | undefined },
): Promise<PartitionReset[]> {
  const asked = new Set(request.partitions);
  const partitions =
    asked.size === 0 ? Array.from({ length: topic.partitions }, (_, index) => index) : [...asked];
  const timestampMs = resetTimestampMs(request, clock.nowMs());
  const questions = partitions.map((partition) =>
    partition >= 0 && partition < topic.partitions
      ? resetQuestions(partitionKey(topic.topicId, partition), timestampMs)
      : [],
  );
  const answers = await logOffsets.ask(questions.flat(), config.leaderTimeoutMs);
  return partitions.map((partition, index) => {
    const count = questions[index]?.length ?? 0;
    const [earliest, latest, byTime] = answers.splice(0, count);
    if (earliest === undefined || latest === undefined) {
      return { partition, target: unknownPartition(topic, partition) };
    }
    const committed = host?.offsets.get(partitionKey(topic.topicId, partition))?.offset;
    const facts = {
      committed,
      earliest,
      latest,
      byTime: byTime satisfies OffsetAnswer | undefined,
    };
    return { partition, target: resetTarget(request, facts) };
  });
}

async function apply(
  { shards, clock, config }: OperationsContext,
  request: ResetOffsetsRequest,
  {
    groupId,
    topic,
    resets,
  }: {
    readonly groupId: GroupId;
    readonly topic: CatalogTopic;
    readonly resets: readonly PartitionReset[];
  },
): Promise<void> {
  if (resets.every(({ target }) => 'error' in target)) return;
  // Members may have come while the leaders were asked.
  const shard = shards.require(groupId);
  checkMembers(shard, shard.host(groupId), request);
  checkBacklog(shard.writer);
  const known = shard.host(groupId);
  if (known !== undefined) shard.fenceMembers(known);
  const host = shard.openHost(groupId);
  for (const { partition, target } of resets) {
    if ('error' in target) continue;
    const key = partitionKey(topic.topicId, partition);
    host.offsets.reset(key, {
      topic: topic.name,
      offset: toOffset(target.offset),
      leaderEpoch: undefined,
      metadata: '',
      committedAtMs: clock.nowMs(),
    });
    host.saveOffset(key);
  }
  await waitStored(shard.writer, clock, config.storeTimeoutMs);
  await shard.whenJournaled();
}

function unknownPartition({ name, partitions }: CatalogTopic, partition: number): ResetTarget {
  return {
    error: new WeirError(
      'UNKNOWN_TOPIC_OR_PARTITION',
      `Partition ${partition} of "${name}" does not exist: it has ${partitions} partitions`,
    ),
  };
}

function toResult(
  { name }: CatalogTopic,
  { partition, target }: PartitionReset,
): OffsetResultInput {
  if ('error' in target) {
    const { code, message } = target.error;
    return { topic: name, partition, errorCode: code, errorMessage: message };
  }
  return { topic: name, partition, offset: target.offset };
}
