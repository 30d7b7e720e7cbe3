import { createHash } from 'node:crypto';
import type { TopicPattern } from '@weir/core';
import type { Caller } from '@weir/runtime';
import type { TopicCatalog } from '../topics/topic-catalog.ts';

/** Questions that are remembered for one catalog; then they are asked anew. */
const maxRemembered = 1_000;

/** A catalog never changes, and neither does what somebody may read as of one security version. */
const remembered = new WeakMap<TopicCatalog, Map<string, string>>();

/**
 * A key of the topics that the pattern matches and the caller may read: the same for two callers of one
 * principal only if these are the same. Members that ask alike have the topics matched once.
 */
export function readableTopicsKey(
  caller: Caller,
  pattern: TopicPattern,
  catalog: TopicCatalog,
): string {
  const keys = remembered.get(catalog) ?? new Map<string, string>();
  remembered.set(catalog, keys);
  if (keys.size >= maxRemembered) keys.clear();
  const question = `${caller.securityVersion} ${caller.principal} ${pattern.source}`;
  const key = keys.get(question) ?? keyOf(caller, pattern, catalog);
  keys.set(question, key);
  return key;
}

function keyOf(caller: Caller, pattern: TopicPattern, catalog: TopicCatalog): string {
  const hash = createHash('sha256');
  for (const { name, topicId } of catalog.matching(pattern)) {
    if (caller.may('read', { type: 'topic', name })) hash.update(topicId);
  }
  return `${caller.principal} ${hash.digest('base64url')}`;
}
