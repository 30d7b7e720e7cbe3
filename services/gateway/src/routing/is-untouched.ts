import type { ErrorCode, WeirError } from '@weir/core';

const untouchedCodes: ReadonlySet<ErrorCode> = new Set([
  'NOT_COORDINATOR',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
  // From a service of another kind, asked because no coordinator is known.
  'UNSUPPORTED_VERSION',
]);

/** Whether a coordinator has done nothing of what it was asked: another one, or the same one later, may. */
export function isUntouched({ code }: WeirError): boolean {
  return untouchedCodes.has(code);
}
