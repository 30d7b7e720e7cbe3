import { type HistogramSeries, type Metrics, secondsBuckets } from '@weir/runtime';

import type { ProduceObserver } from '../partition/produce-times.ts';
import type { FetchObserver } from '../rpc/log-service-observer.ts';

/** How long the phases of produce and fetch take. What a phase is: see the README. */
export class PhaseMetrics implements ProduceObserver, FetchObserver {
  readonly #queue: HistogramSeries;
  readonly #append: HistogramSeries;
  readonly #flush: HistogramSeries;
  readonly #replicate: HistogramSeries;
  readonly #produce: HistogramSeries;
  readonly #wait: HistogramSeries;
  readonly #read: HistogramSeries;
  readonly #fetch: HistogramSeries;

  constructor(metrics: Metrics) {
    const produce = metrics.histogram({
      name: 'weir_storage_node_produce_phase_seconds',
      help:
        'Time of produce: queue (read to taken by the writer), append (write), flush (fdatasync), ' +
        'replicate (written to committed), total (read to answered)',
      labels: ['phase'],
      buckets: secondsBuckets,
    });
    const fetch = metrics.histogram({
      name: 'weir_storage_node_fetch_phase_seconds',
      help: 'Time of fetch: read (log), wait (long poll), total (unary calls)',
      labels: ['phase'],
      buckets: secondsBuckets,
    });
    this.#queue = produce.labels({ phase: 'queue' });
    this.#append = produce.labels({ phase: 'append' });
    this.#flush = produce.labels({ phase: 'flush' });
    this.#replicate = produce.labels({ phase: 'replicate' });
    this.#produce = produce.labels({ phase: 'total' });
    this.#wait = fetch.labels({ phase: 'wait' });
    this.#read = fetch.labels({ phase: 'read' });
    this.#fetch = fetch.labels({ phase: 'total' });
  }

  queued(ms: number): void {
    this.#queue.observe(ms / 1_000);
  }

  appended(ms: number): void {
    this.#append.observe(ms / 1_000);
  }

  flushed(ms: number): void {
    this.#flush.observe(ms / 1_000);
  }

  replicated(ms: number): void {
    this.#replicate.observe(ms / 1_000);
  }

  produceAnswered(ms: number): void {
    this.#produce.observe(ms / 1_000);
  }

  fetchRead(ms: number): void {
    this.#read.observe(ms / 1_000);
  }

  fetchAnswered(waitedMs: number, totalMs: number): void {
    this.#wait.observe(waitedMs / 1_000);
    this.#fetch.observe(totalMs / 1_000);
  }
}
