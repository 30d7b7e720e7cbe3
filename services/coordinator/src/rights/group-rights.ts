import type { AclOperation, GroupId, WeirError } from '@weir/core';
import { type Caller, topicRefusal } from '@weir/runtime';
import type { PatternScope } from '../group/pattern-scope.ts';
import type { Subscription } from '../group/subscription.ts';
import type { TopicCatalog } from '../topics/topic-catalog.ts';
import { readableTopicsKey } from './readable-topics.ts';

/** Throws `GROUP_AUTHORIZATION_FAILED`, or `AUTHENTICATION_FAILED`, where the caller may not. */
export function requireGroup(caller: Caller, operation: AclOperation, groupId: GroupId): void {
  if (!caller.isInternal) caller.require(operation, { type: 'group', name: groupId });
}

/** Throws `TOPIC_AUTHORIZATION_FAILED` or `AUTHENTICATION_FAILED` where the caller may not read. */
export function requireTopic(caller: Caller, name: string): void {
  if (!caller.isInternal) caller.require('read', { type: 'topic', name });
}

/** Whether the caller may describe the topic, without an entry in the audit log. */
export function mayDescribeTopic(caller: Caller, name: string): boolean {
  return caller.isInternal || caller.may('describe', { type: 'topic', name });
}

/** Asks of each topic once why the caller may not read it: for one request. */
export function topicProblems(caller: Caller): (name: string) => WeirError | undefined {
  if (caller.isInternal) return () => undefined;
  const known = new Map<string, WeirError | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, topicRefusal(caller, 'read', name));
    return known.get(name);
  };
}

/**
 * A subscription as the caller may have it: it may read every topic that it names, and the pattern
 * matches those alone that it may read. Throws as `requireGroup` and `requireTopic`.
 */
export function requireSubscription(
  caller: Caller,
  groupId: GroupId,
  subscription: Subscription,
  topics: TopicCatalog,
): Subscription {
  if (caller.isInternal) return subscription;
  requireGroup(caller, 'read', groupId);
  for (const name of subscription.topics) requireTopic(caller, name);
  const { pattern } = subscription;
  if (pattern === undefined) return subscription;
  const scope: PatternScope = {
    key: readableTopicsKey(caller, pattern, topics),
    // Asked when a target is computed: of topics that are new then, too.
    includes: ({ name }) => caller.may('read', { type: 'topic', name }),
  };
  return { ...subscription, scope };
}
