import { type Clock, type Timer, toWeirError, WeirError } from '@weir/core';
import type { MetadataServiceHandlers, WatchMetadataResponse } from '@weir/protos';
import { handleServerStream } from './handle-stream.ts';
import { handleUnary } from './handle-unary.ts';
import type { MetadataChange, MetadataView } from './metadata-view.ts';
import type { Caller } from './security/caller.ts';
import { VisibleMetadata } from './security/visible-metadata.ts';
import { systemClock } from './system-clock.ts';

/** How often a watcher's rights and credentials are looked at while nothing is sent. */
const rightsCheckIntervalMs = 1_000;

/**
 * The MetadataService as every service serves it: from its cached view. A caller is shown the topics
 * that it may describe; services of the cluster all of them, which costs nothing.
 */
export function createMetadataHandlers(
  view: MetadataView,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): MetadataServiceHandlers {
  return {
    GetMetadata: handleUnary(async ({ topics }, { caller }) => {
      if (!view.isLoaded) {
        throw new WeirError('UNAVAILABLE', 'This service has not heard from a controller yet');
      }
      return { snapshot: new VisibleMetadata(caller).snapshot(view.snapshot(topics)) };
    }),
    WatchMetadata: handleServerStream(async (_request, stream, { signal, stopping, caller }) => {
      const watch = new Watch({ view, caller, clock, write: (event) => stream.write(event) });
      stream.on('drain', () => {
        watch.resume();
      });
      await watch.run([signal, stopping]);
      if (stopping.aborted) throw new WeirError('SHUTTING_DOWN', 'This service is stopping');
    }),
  };
}

interface WatchOptions {
  readonly view: MetadataView;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly write: (event: WatchMetadataResponse) => boolean;
}

/**
 * One watcher. What it has not taken yet is never queued: it gets a snapshot when it is ready again,
 * and when its rights have changed.
 */
class Watch {
  readonly #options: WatchOptions;
  readonly #visible: VisibleMetadata;
  readonly #done = Promise.withResolvers<void>();
  #rightsTimer: Timer | undefined;
  #isFull = false;
  #hasMissed = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#visible = new VisibleMetadata(options.caller);
  }

  /** Forwards changes until one of the signals aborts; rejects once the credentials are void. */
  async run(signals: readonly AbortSignal[]): Promise<void> {
    const { view, caller } = this.#options;
    const unsubscribe = view.onChange((change) => {
      this.#forward(change);
    });
    const finish = (): void => {
      this.#done.resolve();
    };
    for (const signal of signals) signal.addEventListener('abort', finish);
    if (signals.some(({ aborted }) => aborted)) finish();
    try {
      if (view.isLoaded) this.#sendSnapshot();
      if (!caller.isInternal) this.#checkRightsLater();
      await this.#done.promise;
    } finally {
      this.#rightsTimer?.cancel();
      unsubscribe();
      for (const signal of signals) signal.removeEventListener('abort', finish);
    }
  }

  resume(): void {
    this.#isFull = false;
    if (!this.#hasMissed) return;
    this.#hasMissed = false;
    this.#sendSnapshot();
  }

  #forward({ event }: MetadataChange): void {
    if (this.#isFull) this.#hasMissed = true;
    else if (this.#visible.isOutdated) this.#sendSnapshot();
    else this.#isFull = !this.#options.write(this.#visible.event(event));
  }

  #sendSnapshot(): void {
    const { view, write } = this.#options;
    this.#isFull = !write({ snapshot: this.#visible.snapshot(view.snapshot()) });
  }

  #checkRightsLater(): void {
    this.#rightsTimer = this.#options.clock.setTimer(rightsCheckIntervalMs, () => {
      try {
        this.#checkRights();
        this.#checkRightsLater();
      } catch (error) {
        this.#done.reject(toWeirError(error));
      }
    });
  }

  #checkRights(): void {
    this.#options.caller.checkCredentials();
    if (!this.#visible.isOutdated || !this.#options.view.isLoaded) return;
    if (this.#isFull) this.#hasMissed = true;
    else this.#sendSnapshot();
  }
}
