import { type Clock, sleep } from '@weir/core';
import type { Drainer, DrainResult, Logger } from '@weir/runtime';

/** What a gateway's drain works with. */
export interface GatewayDrainOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long load balancers may take to leave the gateway out. */
  readonly delayMs: number;
}

/**
 * Takes a gateway out of its service, in good order: it is not ready at once, and goes on until those who
 * hand out its address have noticed. Streams are told to go by the stop that follows, not before: their
 * clients would come back to this gateway.
 *
 * Tests: `gateway-drain.test.ts`.
 */
export class GatewayDrain implements Drainer {
  readonly #options: GatewayDrainOptions;
  #running: Promise<DrainResult> | undefined;
  #waiting: AbortController | undefined;

  constructor(options: GatewayDrainOptions) {
    this.#options = options;
  }

  /** Whether the gateway is to get no more clients. */
  get isDraining(): boolean {
    return this.#waiting !== undefined;
  }

  drain(): Promise<DrainResult> {
    this.#running ??= this.#drain(new AbortController());
    return this.#running;
  }

  async cancel(): Promise<void> {
    this.#waiting?.abort();
    this.#waiting = undefined;
    this.#running = undefined;
  }

  async #drain(waiting: AbortController): Promise<DrainResult> {
    const { clock, logger, delayMs } = this.#options;
    this.#waiting = waiting;
    logger.info({ delayMs }, 'Draining: not ready any more');
    await sleep(clock, delayMs, waiting.signal).catch(() => undefined);
    return waiting.signal.aborted
      ? { isDrained: false, text: 'the drain was taken back' }
      : { isDrained: true, text: `drained, not ready for ${delayMs} ms` };
  }
}
