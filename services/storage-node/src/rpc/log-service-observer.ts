import type { ErrorCode } from '@weir/core';

import type { ThrottleObserver } from './byte-quota.ts';

/** Counts what the LogService does. */
export interface LogServiceObserver extends ThrottleObserver {
  /** A produce request of so many bytes was answered. */
  produced(bytes: number): void;
  /** Batches of so many bytes were handed out. */
  fetched(bytes: number): void;
  /** A producer's partition was answered with an error. */
  produceFailed(code: ErrorCode): void;
}
