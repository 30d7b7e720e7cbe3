import type { TopicName } from './brand.ts';
import { WeirError } from './weir-error.ts';

const maxTopicNameLength = 249;
const topicNamePattern = /^[\w.-]+$/;

/** Topics and groups whose name starts so belong to Weir itself. */
export const internalNamePrefix = '__weir';

/** The internal topic that coordinators journal committed offsets to: one partition a group shard. */
export const offsetsTopicName = '__weir_offsets';

/**
 * Checks a topic name by Kafka's rules: 1 to 249 of `a-z A-Z 0-9 . _ -`, and neither `.` nor `..`.
 *
 * Throws `INVALID_TOPIC`. Internal names pass: see `isInternalTopic`.
 */
export function toTopicName(value: string): TopicName {
  const problem = findProblem(value);
  if (problem === undefined) return value as TopicName;
  throw new WeirError('INVALID_TOPIC', problem);
}

/** Whether the topic belongs to Weir itself, so that users may neither create nor write it. */
export function isInternalTopic(name: string): boolean {
  return name.startsWith(internalNamePrefix);
}

function findProblem(value: string): string | undefined {
  if (value.length === 0 || value.length > maxTopicNameLength) {
    return `Topic name has ${value.length} characters, allowed are 1 to ${maxTopicNameLength}`;
  }
  if (value === '.' || value === '..') return `Topic name "${value}" is reserved`;
  if (topicNamePattern.test(value)) return undefined;
  return `Topic name "${value}" has characters other than letters, digits, ".", "_" and "-"`;
}
