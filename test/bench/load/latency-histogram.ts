import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Figures } from '../contest/figure.ts';

/** Up to a minute, in nanoseconds. */
const highest = 60_000_000_000;

/** Latencies in an HdrHistogram, the one inside Node, exact to three digits. */
export class LatencyHistogram {
  readonly #histogram: RecordableHistogram = createHistogram({ lowest: 1, highest, figures: 3 });

  record(latencyMs: number): void {
    this.#histogram.record(Math.min(highest, Math.max(1, Math.round(latencyMs * 1e6))));
  }

  get count(): number {
    return this.#histogram.count;
  }

  figures(): Figures {
    const atMs = (percentile: number): number => this.#histogram.percentile(percentile) / 1e6;
    return { p50Ms: atMs(50), p99Ms: atMs(99), p999Ms: atMs(99.9) };
  }
}
