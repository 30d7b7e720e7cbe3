import { type Clock, type Random, sleep, systemRandom, type WeirError } from '@weir/core';
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
  /** Told of each address that begins to send, before its first event counts. */
  readonly onFollowing?: (address: string) => void;
  /** Told of each watch that broke or could not start. */
  readonly onFailure?: (address: string, error: WeirError) => void;
}

/** How long an address may take to send its first event before the next one is tried. */
const firstEventTimeoutMs = 5_000;
/** How long to wait with credentials that were refused: each attempt is noted by the server. */
const refusedPauseMs = 1_000;

/** Keeps a view current from one of several addresses, and goes on to the next when it breaks. */
export class MetadataWatcher {
  readonly #options: MetadataWatcherOptions;
  readonly #backoff: Backoff;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #cancelStream: (() => void) | undefined;
  #turn = 0;
  #wasRefused = false;
  #isFollowing = false;

  constructor(options: MetadataWatcherOptions) {
    this.#options = options;
    const { random = systemRandom } = options;
    this.#backoff = new Backoff({ minMs: 25, maxMs: 250, random });
  }

  /** Whether an address keeps the view current at this moment. */
  get isFollowing(): boolean {
    return this.#isFollowing;
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
      const pauseMs = Math.max(this.#backoff.next(), this.#wasRefused ? refusedPauseMs : 0);
      await sleep(this.#options.clock, pauseMs, signal).catch(() => undefined);
    }
  }

  async #watchOnce(): Promise<void> {
    const candidates = this.#options.addresses();
    const address = candidates[this.#turn % Math.max(1, candidates.length)];
    this.#turn += 1;
    this.#wasRefused = false;
    if (address === undefined) return;
    try {
      await this.#follow(address);
    } catch (error) {
      this.#options.logger.debug({ address, err: error }, 'Metadata watch cannot start');
    }
  }

  async #follow(address: string): Promise<void> {
    const { channels, clock, view, logger, onFollowing, onFailure } = this.#options;
    const stream = channels.client(MetadataService, address).WatchMetadata({});
    this.#cancelStream = () => {
      stream.cancel();
    };
    // A process that hangs still accepts connections, and no keepalive runs on one half made.
    const silence = clock.setTimer(firstEventTimeoutMs, this.#cancelStream);
    await new Promise<void>((resolve) => {
      stream.on('data', (event: WatchMetadataResponse) => {
        silence.cancel();
        if (!this.#isFollowing) onFollowing?.(address);
        this.#isFollowing = true;
        if (view.apply(event)) this.#backoff.reset();
        else stream.cancel();
      });
      stream.on('error', (error) => {
        const failure = fromServiceError(error);
        logger.debug({ address, code: failure.code }, 'Metadata watch broke');
        this.#wasRefused = failure.code === 'AUTHENTICATION_FAILED';
        onFailure?.(address, failure);
        resolve();
      });
      stream.on('end', resolve);
      stream.on('close', resolve);
    });
    silence.cancel();
    this.#isFollowing = false;
    this.#cancelStream = undefined;
  }
}
