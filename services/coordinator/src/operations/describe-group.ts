import { toGroupId, WeirError } from '@weir/core';
import type {
  DescribeGroupRequest,
  DescribeGroupResponseInput,
  GroupListingInput,
  GroupMemberInput,
  GroupPartitionInput,
  GroupState,
} from '@weir/protos';
import type { ConsumerGroupState } from '../group/consumer-group.ts';
import type { GroupMember } from '../group/group-member.ts';
import type { CommittedPosition } from '../offsets/committed-offsets.ts';
import type { OffsetAnswer } from '../offsets/log-offsets.ts';
import { toAssignedPartitions } from '../rpc/partition-message.ts';
import type { GroupHost } from '../shard/group-host.ts';
import {
  comparePartitionKeys,
  type PartitionKey,
  splitPartitionKey,
} from '../topics/partition-key.ts';
import type { TopicCatalog } from '../topics/topic-catalog.ts';
import type { OperationsContext } from './operations-context.ts';

const maxPartitionsAsked = 10_000;

/** The ends of a log, as far as its leader told them; the second is exclusive. */
interface LogRange {
  readonly logStartOffset?: number;
  readonly highWatermark?: number;
}

const stateNames = {
  empty: 'GROUP_STATE_EMPTY',
  reconciling: 'GROUP_STATE_RECONCILING',
  stable: 'GROUP_STATE_STABLE',
} as const satisfies Record<ConsumerGroupState, GroupState>;

/** The groups of this coordinator's shards, by id. */
export function listGroups({ shards }: OperationsContext): GroupListingInput[] {
  shards.requireAllLoaded();
  return shards
    .hosts()
    .map(({ groupId, group }) => ({
      groupId,
      state: stateNames[group.state],
      members: group.size,
    }))
    .toSorted((left, right) => (left.groupId < right.groupId ? -1 : 1));
}

/**
 * A group with its members, and for each partition that it reads or has committed to where it
 * stands and how far behind. Leaders that do not answer in time leave their part out.
 */
export async function describeGroup(
  context: OperationsContext,
  request: DescribeGroupRequest,
): Promise<DescribeGroupResponseInput> {
  const groupId = toGroupId(request.groupId);
  const host = context.shards.require(groupId).host(groupId);
  if (host === undefined) {
    throw new WeirError('GROUP_ID_NOT_FOUND', `There is no group "${groupId}"`);
  }
  const keys = partitionsOf(host);
  const asked = keys.slice(0, maxPartitionsAsked);
  const answers = await context.logOffsets.ask(
    [
      ...asked.map((key) => ({ key, spec: 'OFFSET_SPEC_EARLIEST' as const })),
      ...asked.map((key) => ({ key, spec: 'OFFSET_SPEC_LATEST' as const })),
    ],
    context.config.leaderTimeoutMs,
  );
  const topics = context.topics();
  const { group } = host;
  return {
    groupId,
    state: stateNames[group.state],
    assignor: group.assignor,
    groupEpoch: group.groupEpoch,
    coordinatorId: context.coordinatorId,
    members: group.members().map((member) => toMember(member, topics)),
    partitions: keys.map((key, index) => {
      const isAsked = index < asked.length;
      const range = isAsked ? toLogRange(answers[index], answers[index + asked.length]) : {};
      return toPartition(key, host, { range, topics });
    }),
  };
}

function partitionsOf({ group, offsets }: GroupHost): PartitionKey[] {
  const keys = new Set<PartitionKey>(Array.from(offsets.entries(), ([key]) => key));
  for (const { owned, target } of group.members()) {
    for (const key of owned.keys()) keys.add(key);
    for (const key of target) keys.add(key);
  }
  return [...keys].toSorted(comparePartitionKeys);
}

function toMember(member: GroupMember, topics: TopicCatalog): GroupMemberInput {
  const { memberId, epoch, owned, target, subscription } = member;
  return {
    memberId,
    instanceId: subscription.instanceId,
    clientId: subscription.clientId,
    rack: subscription.rack,
    memberEpoch: epoch,
    owned: toAssignedPartitions([...owned.keys()].toSorted(comparePartitionKeys), topics),
    target: toAssignedPartitions([...target].toSorted(comparePartitionKeys), topics),
    topics: [...subscription.topics],
    topicPattern: subscription.topicPattern,
  };
}

function toPartition(
  key: PartitionKey,
  { group, offsets }: GroupHost,
  { range, topics }: { readonly range: LogRange; readonly topics: TopicCatalog },
): GroupPartitionInput {
  const position = offsets.get(key);
  return {
    ...splitPartitionKey(key),
    topic: topicNameOf(key, position, topics),
    memberId: group.ownerOf(key) ?? '',
    ...range,
    ...toProgress(position, range.highWatermark),
  };
}

function topicNameOf(
  key: PartitionKey,
  position: CommittedPosition | undefined,
  topics: TopicCatalog,
): string {
  return topics.topicById(splitPartitionKey(key).topicId)?.name ?? position?.topic ?? '';
}

function toProgress(
  position: CommittedPosition | undefined,
  highWatermark: number | undefined,
): Pick<GroupPartitionInput, 'committedOffset' | 'lag' | 'metadata'> {
  if (position === undefined) return {};
  const { offset: committedOffset, metadata } = position;
  if (highWatermark === undefined) return { committedOffset, metadata };
  return { committedOffset, metadata, lag: Math.max(0, highWatermark - committedOffset) };
}

function toLogRange(start: OffsetAnswer | undefined, end: OffsetAnswer | undefined): LogRange {
  return {
    ...(start?.ok === true ? { logStartOffset: start.offset } : undefined),
    ...(end?.ok === true ? { highWatermark: end.offset } : undefined),
  };
}
