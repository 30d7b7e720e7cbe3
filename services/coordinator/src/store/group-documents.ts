import { toLeaderEpoch, toOffset, toTopicId, type TopicId } from '@weir/core';
import type { GroupSnapshot } from '../group/group-snapshot.ts';
import type { MemberSnapshot } from '../group/group-member.ts';
import { scopeOfHeld } from '../group/pattern-scope.ts';
import { type SubscriptionFields, toSubscription } from '../group/subscription.ts';
import type { CommittedPosition } from '../offsets/committed-offsets.ts';
import { type PartitionKey, partitionKey, splitPartitionKey } from '../topics/partition-key.ts';

/** The collections of a shard in the metadata store. */
export function shardCollections(shard: number): {
  /** `<group id>` → the group's epoch and assignor. */
  readonly groups: string;
  /** `<member id>/<group id>` → a member. Member ids are made here and hold no slash. */
  readonly members: string;
  /** `<topic id>/<partition>/<group id>` → a committed offset. */
  readonly offsets: string;
  /** The bookmark in the offsets journal: see `ShardBookmark`. */
  readonly journal: string;
} {
  return {
    groups: `groups/${shard}`,
    members: `members/${shard}`,
    offsets: `offsets/${shard}`,
    journal: `journal/${shard}`,
  };
}

/** A group as it is stored. */
export interface GroupDocument extends GroupSnapshot {
  /** Since when it has had no members, Unix milliseconds; absent while it has some. */
  readonly emptySinceMs?: number | undefined;
}

/** Partitions by topic: numbers, or pairs with the epoch of the grant. */
type ByTopic<Entry> = Record<string, Entry[]>;

interface MemberDocument extends Omit<SubscriptionFields, 'disconnectGraceMs'> {
  /** Absent in documents of earlier versions. */
  readonly disconnectGraceMs?: number;
  readonly epoch: number;
  readonly joinNumber: number;
  readonly owned: ByTopic<readonly [partition: number, grantedAt: number]>;
  readonly target: ByTopic<number>;
  /** Whether the pattern matches only what the member may read. */
  readonly isScoped?: boolean;
}

/** A committed offset as it is stored, here and in the journal. */
export interface OffsetDocument {
  readonly topic: string;
  readonly offset: number;
  readonly leaderEpoch?: number;
  readonly metadata?: string;
  readonly committedAtMs: number;
  readonly generation: number;
}

export function encodeGroup(document: GroupDocument): string {
  return JSON.stringify(document);
}

/** The decoders throw on a document that is not what the encoder made. */
export function decodeGroup(text: string): GroupDocument {
  return JSON.parse(text) as GroupDocument;
}

export function memberDocumentKey(memberId: string, groupId: string): string {
  return `${memberId}/${groupId}`;
}

export function splitMemberDocumentKey(key: string): { memberId: string; groupId: string } {
  const slash = key.indexOf('/');
  return { memberId: key.slice(0, slash), groupId: key.slice(slash + 1) };
}

export function encodeMember({ subscription, ...snapshot }: MemberSnapshot): string {
  const document: MemberDocument = {
    epoch: snapshot.epoch,
    joinNumber: snapshot.joinNumber,
    owned: byTopic(snapshot.owned, (partition, [, grantedAt]) => [partition, grantedAt] as const),
    target: byTopic(snapshot.target.entries(), (partition) => partition),
    instanceId: subscription.instanceId,
    clientId: subscription.clientId,
    rack: subscription.rack,
    topics: subscription.topics,
    topicPattern: subscription.topicPattern,
    assignor: subscription.assignor,
    sessionTimeoutMs: subscription.sessionTimeoutMs,
    rebalanceTimeoutMs: subscription.rebalanceTimeoutMs,
    ...(subscription.scope === undefined ? undefined : { isScoped: true }),
    disconnectGraceMs: subscription.disconnectGraceMs,
  };
  return JSON.stringify(document);
}

export function decodeMember(memberId: string, text: string): MemberSnapshot {
  const document = JSON.parse(text) as MemberDocument;
  const owned = new Map<PartitionKey, number>();
  for (const [topicId, entries] of Object.entries(document.owned)) {
    for (const [partition, grantedAt] of entries) {
      owned.set(partitionKey(toTopicId(topicId), partition), grantedAt);
    }
  }
  const target = new Set<PartitionKey>();
  for (const [topicId, partitions] of Object.entries(document.target)) {
    for (const partition of partitions) target.add(partitionKey(toTopicId(topicId), partition));
  }
  const { epoch, joinNumber, isScoped = false, disconnectGraceMs = 0 } = document;
  const held = [...owned.keys(), ...target].map((key) => splitPartitionKey(key).topicId);
  const subscription = {
    ...toSubscription({ ...document, disconnectGraceMs }),
    ...(isScoped ? { scope: scopeOfHeld(new Set(held)) } : undefined),
  };
  return { memberId, epoch, joinNumber, owned, target, subscription };
}

export function offsetDocumentKey(key: PartitionKey, groupId: string): string {
  return `${key}/${groupId}`;
}

export function splitOffsetDocumentKey(text: string): { key: PartitionKey; groupId: string } {
  const [topicId = '', partition = ''] = text.split('/', 2);
  return {
    key: partitionKey(toTopicId(topicId), Number(partition)),
    groupId: text.slice(topicId.length + partition.length + 2),
  };
}

export function encodeOffset(position: CommittedPosition): string {
  return JSON.stringify(toOffsetDocument(position));
}

/** As `decodeGroup`. */
export function decodeOffset(text: string): CommittedPosition {
  return fromOffsetDocument(JSON.parse(text) as OffsetDocument);
}

/** A committed offset without what is usual. */
export function toOffsetDocument(position: CommittedPosition): OffsetDocument {
  const { topic, offset, leaderEpoch, metadata, committedAtMs, generation } = position;
  return {
    topic,
    offset,
    ...(leaderEpoch === undefined ? undefined : { leaderEpoch }),
    ...(metadata === '' ? undefined : { metadata }),
    committedAtMs,
    generation,
  };
}

/** Throws on a document that `toOffsetDocument` did not make. */
export function fromOffsetDocument(document: OffsetDocument): CommittedPosition {
  return {
    topic: document.topic,
    offset: toOffset(document.offset),
    leaderEpoch:
      document.leaderEpoch === undefined ? undefined : toLeaderEpoch(document.leaderEpoch),
    metadata: document.metadata ?? '',
    committedAtMs: document.committedAtMs,
    generation: document.generation,
  };
}

function byTopic<Value, Entry>(
  keys: Iterable<readonly [PartitionKey, Value]>,
  toEntry: (partition: number, pair: readonly [PartitionKey, Value]) => Entry,
): ByTopic<Entry> {
  const grouped: Record<TopicId, Entry[]> = {};
  for (const pair of keys) {
    const { topicId, partition } = splitPartitionKey(pair[0]);
    (grouped[topicId] ??= []).push(toEntry(partition, pair));
  }
  return grouped;
}
