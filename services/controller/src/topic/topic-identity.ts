import type { TopicIdentityInput } from '@weir/protos';
import type { TopicRecord } from '../cluster/records.ts';

/** What nodes are told of a topic. */
export function toTopicIdentity(topic: TopicRecord): TopicIdentityInput {
  const { topicId, name, configs, configVersion, partitions } = topic;
  return { topicId, name, configs: { ...configs }, configVersion, partitions };
}
