import type { Figures } from '../contest/figure.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import type { OneInFlightOptions } from './load-options.ts';

/** Sends one record after the other and measures how long each takes, once warmed up. */
export async function measureOneInFlight(
  { records, warmUpRecords }: OneInFlightOptions,
  send: () => Promise<unknown>,
): Promise<Figures> {
  for (let index = 0; index < warmUpRecords; index += 1) await send();
  const histogram = new LatencyHistogram();
  const startedAtMs = performance.now();
  let sentAtMs = startedAtMs;
  for (let index = 0; index < records; index += 1) {
    await send();
    const nowMs = performance.now();
    histogram.record(nowMs - sentAtMs);
    sentAtMs = nowMs;
  }
  const seconds = (sentAtMs - startedAtMs) / 1_000;
  return { recordsPerSecond: records / seconds, ...histogram.figures() };
}
