import { parseTopicConfigs, type TopicConfig, type TopicId } from '@weir/core';
import type { Logger } from '@weir/runtime';

import type { ReplicaStore, TopicRecord } from './replica-store.ts';

/** What the node knows of topics: kept where it is newer than what was known. */
export class TopicRegistry {
  readonly #store: ReplicaStore;
  readonly #logger: Logger;
  readonly #topics = new Map<TopicId, TopicRecord>();

  constructor(store: ReplicaStore, logger: Logger, topics: readonly TopicRecord[]) {
    this.#store = store;
    this.#logger = logger;
    for (const topic of topics) this.#topics.set(topic.topicId, topic);
  }

  get(topicId: TopicId): TopicRecord | undefined {
    return this.#topics.get(topicId);
  }

  /** Takes what a controller says; returns whether it was news. */
  async update(topic: TopicRecord): Promise<boolean> {
    const known = this.#topics.get(topic.topicId);
    const isOld = known !== undefined && known.configVersion > topic.configVersion;
    if (isOld || (known !== undefined && isSame(known, topic))) return false;
    this.#topics.set(topic.topicId, topic);
    await this.#store.saveTopic(topic);
    return true;
  }

  /** Forgets a topic of which no replica is left. */
  async remove(topicId: TopicId): Promise<void> {
    if (this.#topics.delete(topicId)) await this.#store.deleteTopic(topicId);
  }

  /** The effective config; defaults where the topic is unknown or was configured by a later version. */
  configOf(topicId: TopicId, replicationFactor: number): TopicConfig {
    const topic = this.#topics.get(topicId);
    try {
      return parseTopicConfigs(topic?.configs ?? {}, { replicationFactor });
    } catch (error) {
      this.#logger.error({ topic: topic?.name, err: error }, 'topic config is not understood');
      return parseTopicConfigs({}, { replicationFactor });
    }
  }
}

function isSame(known: TopicRecord, topic: TopicRecord): boolean {
  return known.configVersion === topic.configVersion && known.partitions === topic.partitions;
}
