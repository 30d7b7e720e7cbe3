import type { GroupId } from './brand.ts';
import { internalNamePrefix } from './topic-name.ts';
import { WeirError } from './weir-error.ts';

const maxGroupIdLength = 255;
const controlCharacter = /\p{Cc}/u;

/**
 * Checks a group id: 1 to 255 characters of well-formed Unicode without control characters, and neither `.`
 * nor `..`, which no URL can name.
 *
 * As in Kafka any other character goes; the bounds are ours. Throws `INVALID_GROUP_ID`.
 */
export function toGroupId(value: string): GroupId {
  const problem = findProblem(value);
  if (problem === undefined) return value as GroupId;
  throw new WeirError('INVALID_GROUP_ID', problem);
}

/** Whether the group belongs to Weir itself. */
export function isInternalGroup(groupId: string): boolean {
  return groupId.startsWith(internalNamePrefix);
}

function findProblem(value: string): string | undefined {
  if (value.length === 0 || value.length > maxGroupIdLength) {
    return `Group id has ${value.length} characters, allowed are 1 to ${maxGroupIdLength}`;
  }
  if (controlCharacter.test(value)) return 'Group id has control characters';
  if (value === '.' || value === '..') return `Group id is "${value}", which no URL can name`;
  if (!value.isWellFormed()) return 'Group id is not well-formed Unicode';
  return undefined;
}
