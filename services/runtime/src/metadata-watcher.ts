import { type Clock, type Random, sleep, systemRandom } from '@weir/core';
import { MetadataService, type WatchMetadataResponse } from '@weir/protos';
import { Backoff } from './backoff.ts';
import type { ChannelPool } from './channel-pool.ts';
import type { Logger } from './logger.ts';
import type { MetadataView } from './metadata-view.ts';
import { fromServiceError } from './service-error.ts';

/** What a watcher follows, and how it waits. */
export interface MetadataWatcherOptions {
  readonly view: MetadataView;
  /** Where to ask, tried in turn; asked for again at each attempt. */
  readonly addresses: () => readonly string[];
  readonly channels: ChannelPool;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random?: Random;
}

/** Keeps a view current from one of several addresses, and goes on to the next when it breaks. */
export class MetadataWatcher {
  readonly #options: MetadataWatcherOptions;
  readonly #backoff: Backoff;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #cancelStream: (() => void) | undefined;
  #turn = 0;

  constructor(options: MetadataWatcherOptions) {
    this.#options = options;
    const { random = systemRandom } = options;
    this.#backoff = new Backoff({ minMs: 50, maxMs: 1_000, random });
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Asks for a fresh snapshot: what is known has proven to be old. */
  refresh(): void {
    this.#cancelStream?.();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancelStream?.();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#watchOnce();
      if (signal.aborted) return;
      await sleep(this.#options.clock, this.#backoff.next(), signal).catch(() => undefined);
    }
  }

  async #watchOnce(): Promise<void> {
    const { addresses, channels, view, logger } = this.#options;
    const candidates = addresses();
    const address = candidates[this.#turn % Math.max(1, candidates.length)];
    this.#turn += 1;
    if (address === undefined) return;

    const stream = channels.client(MetadataService, address).WatchMetadata({});
    this.#cancelStream = () => {
      stream.cancel();
    };
    await new Promise<void>((resolve) => {
      stream.on('data', (event: WatchMetadataResponse) => {
        this.#backoff.reset();
        if (!view.apply(event)) stream.cancel();
      });
      stream.on('error', (error) => {
        logger.debug({ address, code: fromServiceError(error).code }, 'Metadata watch broke');
        resolve();
      });
      stream.on('end', resolve);
      stream.on('close', resolve);
    });
    this.#cancelStream = undefined;
  }
}
