import { setTimeout as delay } from 'node:timers/promises';
import { type Admin, WeirError } from '@weir/client';

/** The part of a client that the check needs. */
export interface TopicLookup {
  admin(): Pick<Admin, 'describeTopic'>;
}

const maxWaitMs = 2_000;

/**
 * Throws `UNKNOWN_TOPIC_OR_PARTITION` for a topic that does not exist: a group would wait for it.
 *
 * Only the controller knows; while it does not answer, reading goes on without the check.
 */
export async function checkTopics(
  weir: TopicLookup,
  topics: readonly string[],
  waitMs = maxWaitMs,
): Promise<void> {
  const given = new AbortController();
  const checks = topics.map((topic) => checkTopic(weir, topic));
  const limit = delay(waitMs, undefined, { signal: given.signal }).catch(() => undefined);
  try {
    await Promise.race([Promise.all(checks), limit]);
  } finally {
    given.abort();
  }
}

async function checkTopic(weir: TopicLookup, topic: string): Promise<void> {
  try {
    await weir.admin().describeTopic(topic);
  } catch (error) {
    if (error instanceof WeirError && error.code === 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
  }
}
