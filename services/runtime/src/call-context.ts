import type { Metadata } from '@grpc/grpc-js';
import type { Caller } from './security/caller.ts';

/** What a handler may know of its call beside the request. */
export interface CallContext {
  /** Aborts when the caller has cancelled, its deadline has passed, or its connection broke. */
  readonly signal: AbortSignal;
  /**
   * Aborts when the server begins to stop, or the stream's connection has come to its age: an endless stream
   * should then end by itself.
   */
  readonly stopping: AbortSignal;
  /** Milliseconds until the caller's deadline, below 0 after it; `Infinity` when it has set none. */
  readonly remainingMs: number;
  /** What the caller sent beside the request. */
  readonly metadata: Metadata;
  /** Who makes the call, and what they may do. */
  readonly caller: Caller;
  /** Address of the caller, for logs. */
  readonly peer: string;
}
