import { type ReassignmentResult, WeirError } from '@weir/client';
import { isErrorCode } from '@weir/core';

/** Throws the first error among the results of moves. */
export function throwRefusal(results: readonly ReassignmentResult[]): void {
  for (const { errorCode, errorMessage } of results) {
    if (errorCode === '') continue;
    throw new WeirError(isErrorCode(errorCode) ? errorCode : 'UNKNOWN_SERVER_ERROR', errorMessage);
  }
}
