import { type AclOperation, isInternalTopic, toWeirError, WeirError } from '@weir/core';
import type { Caller } from './caller.ts';

const changes: ReadonlySet<AclOperation> = new Set(['write', 'delete']);

/** Whether nobody but a service of the cluster may do that: Weir's own topics are changed by Weir alone. */
export function isReserved(operation: AclOperation, name: string): boolean {
  return changes.has(operation) && isInternalTopic(name);
}

/**
 * Why a caller that is no service may not do that with a topic, `TOPIC_AUTHORIZATION_FAILED`; undefined
 * where it may. Throws `AUTHENTICATION_FAILED`.
 */
export function topicRefusal(
  caller: Caller,
  operation: AclOperation,
  name: string,
): WeirError | undefined {
  try {
    caller.require(operation, { type: 'topic', name });
  } catch (thrown) {
    const error = toWeirError(thrown);
    if (error.code !== 'TOPIC_AUTHORIZATION_FAILED') throw error;
    return error;
  }
  if (!isReserved(operation, name)) return undefined;
  return new WeirError(
    'TOPIC_AUTHORIZATION_FAILED',
    `${caller.principal} may not change topic "${name}": it belongs to Weir itself`,
  );
}
