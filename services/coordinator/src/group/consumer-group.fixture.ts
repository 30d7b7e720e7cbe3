import { toTopicId } from '@weir/core';
import { type PartitionKey, partitionKey, splitPartitionKey } from '../topics/partition-key.ts';
import { TopicCatalog } from '../topics/topic-catalog.ts';
import type { GroupConfig } from './consumer-group.ts';
import type { GroupEffect } from './group-effect.ts';
import type { MemberAssignment } from './group-member.ts';
import { type Subscription, type SubscriptionFields, toSubscription } from './subscription.ts';

/** Two topics, "orders" and "payments", for tests. */
export const ordersId = toTopicId('00000000-0000-4000-8000-000000000001');
const paymentsId = toTopicId('00000000-0000-4000-8000-000000000002');

export const groupConfig: GroupConfig = {
  disconnectGraceMs: 1000,
  assignmentIntervalMs: 0,
  maxMembers: 100,
  defaultAssignor: 'range',
};

/** A catalog with so many partitions of each; a topic with none does not exist. */
export function catalogOf(ordersCount: number, paymentsCount = 0): TopicCatalog {
  return new TopicCatalog(
    [
      { topicId: ordersId, name: 'orders', partitions: ordersCount },
      { topicId: paymentsId, name: 'payments', partitions: paymentsCount },
    ].filter(({ partitions }) => partitions > 0),
  );
}

export function subscriptionOf(fields: Partial<SubscriptionFields> = {}): Subscription {
  return toSubscription({
    instanceId: '',
    clientId: '',
    rack: '',
    topics: ['orders'],
    topicPattern: '',
    assignor: '',
    sessionTimeoutMs: 0,
    rebalanceTimeoutMs: 0,
    disconnectGraceMs: 0,
    ...fields,
  });
}

/** Keys of partitions of "orders". */
export function orders(...partitions: number[]): Set<PartitionKey> {
  return new Set(partitions.map((partition) => partitionKey(ordersId, partition)));
}

/** Partition numbers, sorted. */
export function numbersOf(keys: Iterable<PartitionKey>): number[] {
  return [...keys].map((key) => splitPartitionKey(key).partition).toSorted((a, b) => a - b);
}

/** The assignment that the effects send to a member, if any. */
export function sentTo(
  effects: readonly GroupEffect[],
  memberId: string,
): MemberAssignment | undefined {
  for (const effect of effects) {
    if (effect.kind === 'assigned' && effect.memberId === memberId) return effect.assignment;
  }
  return undefined;
}
