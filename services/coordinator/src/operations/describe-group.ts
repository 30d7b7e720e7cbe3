import { type GroupId, toGroupId, WeirError } from '@weir/core';
import type {
  DescribeGroupRequest,
  DescribeGroupResponseInput,
  GroupListingInput,
  GroupMemberInput,
  GroupPartitionInput,
  GroupState,
} from '@weir/protos';
import type { Caller } from '@weir/runtime';
import type { ConsumerGroupState } from '../group/consumer-group.ts';
import type { GroupMember } from '../group/group-member.ts';
import type { PartitionStanding } from '../lag/group-lag.ts';
import type { LogRange } from '../lag/log-ends.ts';
import type { CommittedPosition } from '../offsets/committed-offsets.ts';
import type { OffsetAnswer } from '../offsets/log-offsets.ts';
import { mayDescribeTopic, requireGroup } from '../rights/group-rights.ts';
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

const stateNames = {
  empty: 'GROUP_STATE_EMPTY',
  reconciling: 'GROUP_STATE_RECONCILING',
  stable: 'GROUP_STATE_STABLE',
} as const satisfies Record<ConsumerGroupState, GroupState>;

/**
 * The groups of this coordinator's shards that the caller may describe, by id, with the lag as of a
 * second ago.
 */
export function listGroups(
  { shards, lag }: OperationsContext,
  caller: Caller,
): GroupListingInput[] {
  shards.requireAllLoaded();
  return shards
    .hosts()
    .filter(({ groupId }) => mayDescribe(caller, groupId))
    .map((host) => {
      const { lag: total, stuckPartitions } = lag.group(host);
      return {
        groupId: host.groupId,
        state: stateNames[host.group.state],
        members: host.group.size,
        stuckPartitions,
        ...(total === undefined ? undefined : { lag: total }),
      };
    })
    .toSorted((left, right) => (left.groupId < right.groupId ? -1 : 1));
}

/**
 * A group with its members, and for each partition that it reads or has committed to where it
 * stands and how far behind, as far as the caller may describe the topics. Leaders that do not answer in time
 * leave their part out.
 */
export async function describeGroup(
  context: OperationsContext,
  request: DescribeGroupRequest,
  caller: Caller,
): Promise<DescribeGroupResponseInput> {
  const groupId = toGroupId(request.groupId);
  requireGroup(caller, 'describe', groupId);
  const host = context.shards.require(groupId).host(groupId);
  if (host === undefined) {
    throw new WeirError('GROUP_ID_NOT_FOUND', `There is no group "${groupId}"`);
  }
  const topics = context.topics();
  const isVisible = visibleTopics(caller);
  const isShown = (key: PartitionKey): boolean =>
    isVisible(topicNameOf(key, host.offsets.get(key), topics));
  const keys = partitionsOf(host).filter(isShown);
  const asked = keys.slice(0, maxPartitionsAsked);
  const answers = await context.logOffsets.ask(
    [
      ...asked.map((key) => ({ key, spec: 'OFFSET_SPEC_EARLIEST' as const })),
      ...asked.map((key) => ({ key, spec: 'OFFSET_SPEC_LATEST' as const })),
    ],
    context.config.leaderTimeoutMs,
  );
  const ranges = new Map(
    asked.map((key, index) => [key, toLogRange(answers[index], answers[index + asked.length])]),
  );
  for (const [key, range] of ranges) context.lag.learn(key, range);
  const nowMs = context.clock.monotonicMs();
  const { group } = host;
  const shown = { topics, isVisible, isShown };
  return {
    groupId,
    state: stateNames[group.state],
    assignor: group.assignor,
    groupEpoch: group.groupEpoch,
    coordinatorId: context.coordinatorId,
    members: group.members().map((member) => toMember(member, shown, nowMs)),
    partitions: keys.map((key) => toPartition(context, host, { key, range: ranges.get(key) })),
  };
}

function mayDescribe(caller: Caller, groupId: GroupId): boolean {
  return caller.isInternal || caller.may('describe', { type: 'group', name: groupId });
}

function partitionsOf({ group, offsets }: GroupHost): PartitionKey[] {
  const keys = new Set<PartitionKey>(Array.from(offsets.entries(), ([key]) => key));
  for (const { owned, target } of group.members()) {
    for (const key of owned.keys()) keys.add(key);
    for (const key of target) keys.add(key);
  }
  return [...keys].toSorted(comparePartitionKeys);
}

/** Asks of each topic once whether the caller may describe it. */
function visibleTopics(caller: Caller): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    const isVisible = known.get(name) ?? mayDescribeTopic(caller, name);
    known.set(name, isVisible);
    return isVisible;
  };
}

/** What of a member the caller is shown. */
interface Shown {
  readonly topics: TopicCatalog;
  readonly isVisible: (topic: string) => boolean;
  readonly isShown: (key: PartitionKey) => boolean;
}

function toMember(
  member: GroupMember,
  { topics, isVisible, isShown }: Shown,
  nowMs: number,
): GroupMemberInput {
  const { memberId, epoch, owned, target, subscription } = member;
  const toShown = (keys: Iterable<PartitionKey>) =>
    toAssignedPartitions([...keys].filter(isShown).toSorted(comparePartitionKeys), topics);
  return {
    memberId,
    instanceId: subscription.instanceId,
    clientId: subscription.clientId,
    rack: subscription.rack,
    memberEpoch: epoch,
    owned: toShown(owned.keys()),
    target: toShown(target),
    topics: subscription.topics.filter((name) => isVisible(name)),
    topicPattern: subscription.topicPattern,
    isConnected: member.isConnected,
    assignor: subscription.assignor,
    sessionTimeoutMs: subscription.sessionTimeoutMs,
    silentMs: Math.round(nowMs - member.heardAtMs),
  };
}

function toPartition(
  { lag, topics }: OperationsContext,
  host: GroupHost,
  { key, range }: { readonly key: PartitionKey; readonly range: LogRange | undefined },
): GroupPartitionInput {
  const { group, offsets } = host;
  const committed = offsets.get(key);
  return {
    ...splitPartitionKey(key),
    topic: topicNameOf(key, committed, topics()),
    memberId: group.ownerOf(key) ?? '',
    metadata: committed?.metadata ?? '',
    ...present({
      committedOffset: committed?.offset,
      committedAtMs: committed?.committedAtMs,
      logStartOffset: range?.logStartOffset,
      highWatermark: range?.highWatermark,
      ...toLag(lag.partition(host, key), range),
    }),
  };
}

/** Without a log end, which the caller is told too, there is nothing to be behind. */
function toLag(
  {
    position,
    lag,
    lagMs,
    appendedPerSecond,
    consumedPerSecond,
    isStuck,
    stuckMs,
  }: PartitionStanding,
  range: LogRange | undefined,
) {
  const isKnown = range?.highWatermark !== undefined;
  return {
    position,
    lag: isKnown ? lag : undefined,
    lagMs: isKnown && lagMs !== undefined ? Math.round(lagMs) : undefined,
    appendedPerSecond,
    consumedPerSecond,
    isStuck,
    stuckMs: stuckMs === undefined ? undefined : Math.round(stuckMs),
  };
}

function topicNameOf(
  key: PartitionKey,
  position: CommittedPosition | undefined,
  topics: TopicCatalog,
): string {
  return topics.topicById(splitPartitionKey(key).topicId)?.name ?? position?.topic ?? '';
}

function toLogRange(start: OffsetAnswer | undefined, end: OffsetAnswer | undefined): LogRange {
  return {
    logStartOffset: start?.ok === true ? start.offset : undefined,
    highWatermark: end?.ok === true ? end.offset : undefined,
  };
}

type Present<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** The fields that are known. */
function present<Fields extends object>(fields: Fields): Present<Fields> {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Present<Fields>;
}
