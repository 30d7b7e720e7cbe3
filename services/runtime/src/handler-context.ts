import type { Deadline, Metadata } from '@grpc/grpc-js';
import type { CallContext } from './call-context.ts';
import { type Caller, unrestrictedCaller } from './security/caller.ts';

interface ContextCall {
  readonly metadata: Metadata;
  getPeer(): string;
  getDeadline(): Deadline;
}

/**
 * The context of one call. The signal is made when it is first asked for: most calls never ask, and
 * `@grpc/grpc-js` announces a cancellation at the end of each call, also of one that went well.
 */
export class HandlerContext implements CallContext {
  readonly stopping: AbortSignal;
  /** Set before the handler is called. */
  caller: Caller = unrestrictedCaller;
  readonly #call: ContextCall;
  #controller: AbortController | undefined;
  #isCancelled = false;

  constructor(call: ContextCall, stopping: AbortSignal) {
    this.#call = call;
    this.stopping = stopping;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isCancelled) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  get remainingMs(): number {
    return Number(this.#call.getDeadline()) - Date.now();
  }

  get metadata(): Metadata {
    return this.#call.metadata;
  }

  get peer(): string {
    return this.#call.getPeer();
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#controller?.abort();
  }
}
