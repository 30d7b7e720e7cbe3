import { isRetriable, sleep } from '@weir/core';
import { Backoff } from '@weir/runtime';
import type { HttpCalls } from './http-calls.ts';
import type { HttpContext } from './http-context.ts';
import { type Page, type PageLimits, readPage } from './read-page.ts';
import type { ReadStart } from './start-position.ts';

/** How long a feed goes on when no leader answers, before it ends with the error. */
const maxTroubleMs = 30_000;

/**
 * Pages without end, also empty ones: one for each wait that passed in vain. Ends when the client has gone
 * or the gateway stops; throws what cannot be retried, and what can after 30 s of it.
 */
export async function* feedRecords(
  { clock, random, stopping }: HttpContext,
  calls: HttpCalls,
  start: ReadStart,
  limits: PageLimits,
): AsyncGenerator<Page, void> {
  const signal = AbortSignal.any([calls.signal, stopping]);
  const backoff = new Backoff({ minMs: 50, maxMs: 1_000, random });
  let { position } = start;
  let wellAtMs = clock.monotonicMs();
  while (!signal.aborted) {
    try {
      const page = await readPage(calls, { topic: start.topic, position }, limits);
      wellAtMs = clock.monotonicMs();
      backoff.reset();
      position = page.next;
      yield page;
    } catch (error) {
      if (signal.aborted) return;
      if (!isRetriable(error) || clock.monotonicMs() - wellAtMs > maxTroubleMs) throw error;
      await sleep(clock, backoff.next(), signal).catch(() => undefined);
    }
  }
}
