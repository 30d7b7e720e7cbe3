import { WeirError } from '@weir/core';
import type { MetadataServiceHandlers, WatchMetadataResponse } from '@weir/protos';
import { handleServerStream } from './handle-stream.ts';
import { handleUnary } from './handle-unary.ts';
import type { MetadataChange, MetadataView } from './metadata-view.ts';

/** The MetadataService as every service serves it: from its cached view. */
export function createMetadataHandlers(view: MetadataView): MetadataServiceHandlers {
  return {
    GetMetadata: handleUnary(async ({ topics }) => {
      if (!view.isLoaded) {
        throw new WeirError('UNAVAILABLE', 'This service has not heard from a controller yet');
      }
      return { snapshot: view.snapshot(topics) };
    }),
    WatchMetadata: handleServerStream(async (_request, stream, { signal, stopping }) => {
      const watch = new Watch(view, (event) => stream.write(event));
      stream.on('drain', () => {
        watch.resume();
      });
      await watch.run([signal, stopping]);
      if (stopping.aborted) throw new WeirError('SHUTTING_DOWN', 'This service is stopping');
    }),
  };
}

/**
 * One watcher. What it has not taken yet is never queued: it gets a snapshot when it is ready again.
 */
class Watch {
  readonly #view: MetadataView;
  readonly #write: (event: WatchMetadataResponse) => boolean;
  #isFull = false;
  #hasMissed = false;

  constructor(view: MetadataView, write: (event: WatchMetadataResponse) => boolean) {
    this.#view = view;
    this.#write = write;
  }

  /** Forwards changes until one of the signals aborts. */
  async run(signals: readonly AbortSignal[]): Promise<void> {
    const unsubscribe = this.#view.onChange((change) => {
      this.#forward(change);
    });
    if (this.#view.isLoaded) this.#sendSnapshot();
    await whenAnyAborts(signals);
    unsubscribe();
  }

  resume(): void {
    this.#isFull = false;
    if (!this.#hasMissed) return;
    this.#hasMissed = false;
    this.#sendSnapshot();
  }

  #forward({ event }: MetadataChange): void {
    if (this.#isFull) this.#hasMissed = true;
    else this.#isFull = !this.#write(event);
  }

  #sendSnapshot(): void {
    this.#isFull = !this.#write({ snapshot: this.#view.snapshot() });
  }
}

async function whenAnyAborts(signals: readonly AbortSignal[]): Promise<void> {
  if (signals.some(({ aborted }) => aborted)) return;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      for (const signal of signals) signal.removeEventListener('abort', finish);
      resolve();
    };
    for (const signal of signals) signal.addEventListener('abort', finish);
  });
}
