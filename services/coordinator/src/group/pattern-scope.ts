import type { TopicId } from '@weir/core';
import type { CatalogTopic } from '../topics/topic-catalog.ts';

/** The topics that a member's pattern may match; named ones are looked at where it subscribes. */
export interface PatternScope {
  /** Scopes of one key hold the same topics. */
  readonly key: string;
  includes(topic: CatalogTopic): boolean;
}

/**
 * For a member that is known from the store, whose rights nobody knows until it comes back: what it has
 * now, so that it neither loses nor gets anything meanwhile.
 */
export function scopeOfHeld(topicIds: ReadonlySet<TopicId>): PatternScope {
  return { key: 'held', includes: ({ topicId }) => topicIds.has(topicId) };
}
