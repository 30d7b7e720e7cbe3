import type { WeirError } from '@weir/core';

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: WeirError) => void;
}

/** Calls of the controller that a core answers by number. Each is settled once. */
export class PendingCalls {
  readonly #pending = new Map<number, PendingCall>();
  #nextId = 1;

  /** Starts a call with its number; settles as the core answers. */
  add<Value>(start: (requestId: number) => void): Promise<Value> {
    const requestId = this.#nextId;
    this.#nextId += 1;
    return new Promise<Value>((resolve, reject) => {
      this.#pending.set(requestId, { resolve: resolve as PendingCall['resolve'], reject });
      start(requestId);
    });
  }

  resolve(requestId: number, value: unknown): void {
    this.#pending.get(requestId)?.resolve(value);
    this.#pending.delete(requestId);
  }

  reject(requestId: number, error: WeirError): void {
    this.#pending.get(requestId)?.reject(error);
    this.#pending.delete(requestId);
  }

  rejectAll(error: WeirError): void {
    for (const requestId of [...this.#pending.keys()]) this.reject(requestId, error);
  }
}
