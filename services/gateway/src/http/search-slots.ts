import { WeirError } from '@weir/core';
import type { FastifyReply } from 'fastify';
import type { HttpContext } from './http-context.ts';

/** Searches of one gateway that run at a time: each may use all of its processor. */
const maxSearches = 16;
/** How long, in milliseconds, a client may still take what was found after the time of its search. */
const takingMs = 30_000;

/**
 * The searches that run in one gateway.
 *
 * Invariants:
 *   - Each gives its slot back: when its answer was taken, its client is gone, or its time was up for long.
 * Tests: `search-slots.test.ts`.
 */
export class SearchSlots {
  readonly #context: Pick<HttpContext, 'clock' | 'stopping'>;
  #running = 0;

  constructor(context: Pick<HttpContext, 'clock' | 'stopping'>) {
    this.#context = context;
  }

  /** The signal that ends a search of so many milliseconds; throws `RESOURCE_EXHAUSTED` where no slot is free. */
  take({ raw: response }: FastifyReply, timeMs: number): AbortSignal {
    if (this.#running >= maxSearches) throw tooMany();
    this.#running += 1;
    const { clock, stopping } = this.#context;
    const ended = new AbortController();
    const end = (): void => {
      ended.abort();
    };
    const late = clock.setTimer(timeMs + takingMs, () => {
      end();
      response.destroy();
    });
    ended.signal.addEventListener('abort', () => {
      this.#running -= 1;
      late.cancel();
      stopping.removeEventListener('abort', end);
    });
    stopping.addEventListener('abort', end);
    response.once('close', end);
    return ended.signal;
  }
}

function tooMany(): WeirError {
  return new WeirError(
    'RESOURCE_EXHAUSTED',
    `This gateway runs ${maxSearches} searches at a time: try again when one has ended`,
  );
}
