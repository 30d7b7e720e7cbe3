import type { TopicId } from '@weir/core';
import type { AssignorTopic, TargetAssignment } from '../assign/assignor.ts';
import { assignorByName } from '../assign/assignors.ts';
import type { CatalogTopic, TopicCatalog } from '../topics/topic-catalog.ts';
import type { GroupMember } from './group-member.ts';
import type { Subscription } from './subscription.ts';

/** The topics that exist and that the subscription names or matches. */
function subscribedTopics(subscription: Subscription, topics: TopicCatalog): CatalogTopic[] {
  const found = new Map<TopicId, CatalogTopic>();
  for (const name of subscription.topics) {
    const topic = topics.topicByName(name);
    if (topic !== undefined) found.set(topic.topicId, topic);
  }
  if (subscription.pattern !== undefined) {
    const { pattern, scope } = subscription;
    for (const topic of topics.matching(pattern)) {
      if (scope?.includes(topic) !== false) found.set(topic.topicId, topic);
    }
  }
  return [...found.values()];
}

/** What each member should hold. `members` are in the order of joining. */
export function computeTarget(
  members: readonly GroupMember[],
  topics: TopicCatalog,
  assignorName: string,
): TargetAssignment {
  const wanted = new Map<TopicId, AssignorTopic>();
  // Members of one group mostly ask for the same pattern: match it once.
  const byInterest = new Map<string, ReadonlySet<TopicId>>();
  const assignorMembers = members.map((member) => {
    const { topics: names, topicPattern, scope } = member.subscription;
    const interest = `${scope?.key ?? ''}\n${topicPattern}\n${names.join(',')}`;
    let topicIds = byInterest.get(interest);
    if (topicIds === undefined) {
      const found = subscribedTopics(member.subscription, topics);
      for (const topic of found) wanted.set(topic.topicId, topic);
      topicIds = new Set(found.map(({ topicId }) => topicId));
      byInterest.set(interest, topicIds);
    }
    const { memberId, subscription, target: previous } = member;
    return { memberId, rack: subscription.rack, topicIds, previous };
  });
  return assignorByName(assignorName).assign({
    members: assignorMembers,
    topics: [...wanted.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1)),
  });
}

/**
 * The assignor that most members name; on a tie the one in use, then the first by name. The one in
 * use where nobody names any.
 */
export function electAssignor(members: readonly GroupMember[], inUse: string): string {
  const votes = new Map<string, number>();
  for (const { subscription } of members) {
    const { assignor } = subscription;
    if (assignor !== '') votes.set(assignor, (votes.get(assignor) ?? 0) + 1);
  }
  const most = Math.max(0, ...votes.values());
  const winners = [...votes.keys()].filter((name) => votes.get(name) === most).toSorted();
  return winners.includes(inUse) ? inUse : (winners[0] ?? inUse);
}
