import type { WeirError } from '@weir/core';
import type { CallContext } from '@weir/runtime';
import { onAbort } from './on-abort.ts';
import { shuttingDown } from './shutting-down.ts';

/** What a stream still owes its caller. */
export interface AnsweredEndOptions {
  /** Whether requests that were taken have no answer yet. */
  readonly hasUnanswered: () => boolean;
  /** Whether requests that came have not been taken yet. */
  readonly hasArrived: () => boolean;
  /** The end has begun: the stream may have to be read no further. */
  readonly onBegun: () => void;
}

/** The half of a caller's stream that says when it has ended. */
interface EndingStream {
  on(event: 'end', listener: () => void): unknown;
}

/**
 * The end of a stream of requests that are each to be answered: by its caller once all that came is answered,
 * by a stop of the gateway once all that was taken is, at once when it breaks or fails.
 */
export class AnsweredEnd {
  readonly #options: AnsweredEndOptions;
  readonly #done = Promise.withResolvers<void>();
  #reason: WeirError | 'ended' | undefined;

  constructor(options: AnsweredEndOptions) {
    this.#options = options;
  }

  /** Whether the gateway stops, so that nothing more should be read. */
  get isStopping(): boolean {
    return this.#reason !== undefined && this.#reason !== 'ended';
  }

  /** Resolves, or rejects, with the end of the stream. */
  async wait(
    stream: EndingStream,
    { signal, stopping }: Pick<CallContext, 'signal' | 'stopping'>,
  ): Promise<void> {
    const unlisten = [
      onAbort(signal, () => {
        this.#done.resolve();
      }),
      onAbort(stopping, () => {
        this.#begin(shuttingDown());
      }),
    ];
    stream.on('end', () => {
      this.#begin('ended');
    });
    try {
      await this.#done.promise;
    } finally {
      for (const end of unlisten) end();
    }
  }

  /** Ends it without waiting for answers. */
  fail(error: WeirError): void {
    this.#done.reject(error);
  }

  /** Looks whether it may end: after each answer, and when something that arrived was taken. */
  settle(): void {
    const { hasUnanswered, hasArrived } = this.#options;
    if (this.#reason === undefined || hasUnanswered()) return;
    if (this.#reason !== 'ended') this.#done.reject(this.#reason);
    else if (!hasArrived()) this.#done.resolve();
  }

  #begin(reason: WeirError | 'ended'): void {
    this.#reason ??= reason;
    this.#options.onBegun();
    this.settle();
  }
}
