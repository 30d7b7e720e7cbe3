import type { ErrorCode } from '@weir/core';

/** Counts who was refused because somebody newer has taken over. */
export interface FencingObserver {
  /** A request was refused with this code, of whatever kind. */
  refused(code: ErrorCode): void;
}
