import { type Clock, type Random, sleep, systemRandom } from '@weir/core';
import { SecurityService, type WatchSecurityResponse } from '@weir/protos';
import { Backoff } from '../backoff.ts';
import type { ChannelPool } from '../channel-pool.ts';
import type { Logger } from '../logger.ts';
import { fromServiceError } from '../service-error.ts';
import type { SecurityView } from './security-view.ts';

/** What a watcher follows, and how it waits. */
export interface SecurityWatcherOptions {
  readonly view: SecurityView;
  /** Controllers, tried in turn; asked for again at each attempt. */
  readonly addresses: () => readonly string[];
  readonly channels: ChannelPool;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random?: Random;
}

/** How long an address may take to send its first document before the next one is tried. */
const firstDocumentTimeoutMs = 5_000;

/** Keeps a view current from one of several controllers, and goes on to the next when it breaks. */
export class SecurityWatcher {
  readonly #options: SecurityWatcherOptions;
  readonly #backoff: Backoff;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #cancelStream: (() => void) | undefined;
  #turn = 0;

  constructor(options: SecurityWatcherOptions) {
    this.#options = options;
    const { random = systemRandom } = options;
    this.#backoff = new Backoff({ minMs: 25, maxMs: 1_000, random });
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancelStream?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const candidates = this.#options.addresses();
      const address = candidates[this.#turn % Math.max(1, candidates.length)];
      this.#turn += 1;
      if (address !== undefined) await this.#tryFollow(address);
      if (signal.aborted) return;
      await sleep(this.#options.clock, this.#backoff.next(), signal).catch(() => undefined);
    }
  }

  async #tryFollow(address: string): Promise<void> {
    try {
      await this.#follow(address);
    } catch (error) {
      this.#options.logger.debug({ address, err: error }, 'Security watch cannot start');
    }
  }

  async #follow(address: string): Promise<void> {
    const { channels, clock, view, logger } = this.#options;
    const stream = channels.client(SecurityService, address).WatchSecurity({});
    this.#cancelStream = () => {
      stream.cancel();
    };
    // A process that hangs still accepts connections, and no keepalive runs on one half made.
    const silence = clock.setTimer(firstDocumentTimeoutMs, this.#cancelStream);
    await new Promise<void>((resolve) => {
      stream.on('data', ({ document }: WatchSecurityResponse) => {
        silence.cancel();
        this.#backoff.reset();
        if (document !== null && view.apply(document)) {
          logger.info(
            { address, version: document.version },
            'Keys, rights or limits have changed',
          );
        }
      });
      stream.on('error', (error) => {
        logger.debug({ address, code: fromServiceError(error).code }, 'Security watch broke');
        resolve();
      });
      stream.on('end', resolve);
      stream.on('close', resolve);
    });
    silence.cancel();
    this.#cancelStream = undefined;
  }
}
