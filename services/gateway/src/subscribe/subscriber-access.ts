import type { Interest } from '@weir/client';
import { isInternalTopic, TopicPattern, WeirError } from '@weir/core';
import type { Caller } from '@weir/runtime';
import type { Subscription } from './subscription.ts';

/** The topics that there are, which pattern subscribers care for. */
export interface TopicSource {
  topicNames(): readonly string[];
  /** Differs when the metadata has changed. */
  readonly metadataVersion: string;
}

/** A pattern that no topic's name matches. */
const nothing: Interest = { topicPattern: '^$' };

/**
 * What a caller may read of what it subscribes to.
 *
 * Invariants:
 *   - A pattern stands for those topics only that the caller may read, and for none of Weir's own; the coordinator is given their
 *     names, so that it does not assign a topic that is new before its rights were looked at.
 * Tests: `subscriber-access.test.ts`.
 */
export class SubscriberAccess {
  readonly caller: Caller;
  readonly #subscription: Subscription;
  readonly #source: TopicSource;
  readonly #pattern: TopicPattern | undefined;

  /** Throws `INVALID_REQUEST` for a pattern that does not parse. */
  constructor(caller: Caller, subscription: Subscription, source: TopicSource) {
    const { topicPattern } = subscription;
    this.caller = caller;
    this.#subscription = subscription;
    this.#source = source;
    this.#pattern = topicPattern === '' ? undefined : new TopicPattern(topicPattern);
  }

  /** Differs when the answers of the other methods may have changed. */
  get version(): string {
    const { securityVersion } = this.caller;
    return this.#isFiltered
      ? `${securityVersion} ${this.#source.metadataVersion}`
      : `${securityVersion}`;
  }

  /** Throws `GROUP_` or `TOPIC_AUTHORIZATION_FAILED` when it may not read the group, or a named topic. */
  check(): void {
    const { groupId, topics, partitions = [] } = this.#subscription;
    if (groupId !== '') this.caller.require('read', { type: 'group', name: groupId });
    for (const name of new Set([...topics, ...partitions.map(({ topic }) => topic)])) {
      this.checkTopic(name);
    }
  }

  /** Throws `TOPIC_AUTHORIZATION_FAILED` when it may not read the topic. */
  checkTopic(name: string): void {
    this.caller.require('read', { type: 'topic', name });
  }

  /** What the group is asked for on its behalf. */
  interest(): Interest {
    const { topics, topicPattern } = this.#subscription;
    if (this.#pattern === undefined) return { topics };
    if (!this.#isFiltered) return { topicPattern };
    const readable = this.#readable(this.#pattern);
    return readable.length === 0 ? nothing : { topics: readable };
  }

  /** Services of the cluster may read all that a pattern matches. */
  get #isFiltered(): boolean {
    return this.#pattern !== undefined && !this.caller.isInternal;
  }

  #readable(pattern: TopicPattern): string[] {
    const names = this.#source
      .topicNames()
      .filter((name) => !isInternalTopic(name) && pattern.matches(name));
    const readable = names.filter((name) => this.caller.may('read', { type: 'topic', name }));
    if (readable.length <= maxTopics) return readable.toSorted();
    throw new WeirError(
      'INVALID_REQUEST',
      `topic_pattern matches ${readable.length} topics, at most ${maxTopics} are allowed: narrow it`,
    );
  }
}

const maxTopics = 1_000;
