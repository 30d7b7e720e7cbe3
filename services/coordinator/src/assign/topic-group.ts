import type { AssignorInput, AssignorTopic } from './assignor.ts';

/** Topics that the same members subscribe to. */
export interface TopicGroup {
  readonly topics: readonly AssignorTopic[];
  /** Their indexes, in the order of joining; at least one. */
  readonly subscribers: readonly number[];
}

/** Groups all topics that have subscribers, in the order of the first topic of each group. */
export function groupTopics({ members, topics }: AssignorInput): TopicGroup[] {
  // Members of one group mostly share one set of topics: look into each set once.
  const interests = [...new Set(members.map(({ topicIds }) => topicIds))];
  const byName = Map.groupBy(topics, ({ topicId }) =>
    interests.flatMap((topicIds, index) => (topicIds.has(topicId) ? index : [])).join(),
  );
  return [...byName.values()].flatMap((grouped) => {
    const subscribers = [...members.keys()].filter((index) => {
      const first = grouped[0];
      return first !== undefined && members[index]?.topicIds.has(first.topicId) === true;
    });
    return subscribers.length === 0 ? [] : { topics: grouped, subscribers };
  });
}
