import type { ErrorCode } from '@weir/core';

import type { FencingObserver } from './fencing-observer.ts';

/** Counts what the LogService takes and hands out. */
export interface TrafficObserver extends FencingObserver {
  /** A produce request of so many bytes was answered, of which so much was appended. */
  produced(bytes: number, appendedRecords: number, appendedBytes: number): void;
  /** Batches of so many bytes and records were handed out. */
  fetched(bytes: number, records: number): void;
  /** A producer's partition was answered with an error. */
  produceFailed(code: ErrorCode): void;
}

/** Told how long fetches take, in milliseconds. */
export interface FetchObserver {
  /** A log was read, from memory or disk. */
  fetchRead(ms: number): void;
  /** A unary fetch was answered; of all its time it has waited so long for records. */
  fetchAnswered(waitedMs: number, totalMs: number): void;
}

/** Told how long produce requests take. */
export interface ProduceAnswerObserver {
  /** A request was answered so many milliseconds after it was read. */
  produceAnswered(ms: number): void;
}

/** Told what the LogService does. */
export interface LogServiceObserver {
  readonly traffic: TrafficObserver;
  readonly phases: FetchObserver & ProduceAnswerObserver;
}
