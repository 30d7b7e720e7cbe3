import type { ErrorCode, WeirError } from '@weir/core';

const refusals: ReadonlySet<ErrorCode> = new Set([
  'AUTHENTICATION_FAILED',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
] satisfies ErrorCode[]);

/** Whether the caller itself was refused, for who it is: another stream will not be served either. */
export function isRefusal(error: WeirError): boolean {
  return refusals.has(error.code);
}
