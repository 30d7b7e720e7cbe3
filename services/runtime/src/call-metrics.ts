import type { ErrorCode } from '@weir/core';
import type { Counter, Gauge } from 'prom-client';
import type { Metrics } from './metrics.ts';
import type { SeriesHistogram } from './series-histogram.ts';

/** How a call ended. */
export type CallOutcome = 'OK' | ErrorCode;

/** Counts the calls that a server answers, by method (`LogService/Produce`) and outcome. */
export class CallMetrics {
  static readonly #known = new WeakMap<Metrics, CallMetrics>();
  readonly #calls: Counter<'method' | 'code'>;
  readonly #seconds: SeriesHistogram<'method'>;
  readonly #openStreams: Gauge<'method'>;
  readonly #connections: Gauge;

  private constructor(metrics: Metrics) {
    this.#calls = metrics.counter({
      name: 'weir_rpc_calls_total',
      help: 'Calls that have ended, by method and by OK or the code of their error',
      labels: ['method', 'code'],
    });
    this.#seconds = metrics.histogram({
      name: 'weir_rpc_unary_call_seconds',
      help: 'Time from a request to its response, long polls included',
      labels: ['method'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    });
    this.#openStreams = metrics.gauge({
      name: 'weir_rpc_open_streams_count',
      help: 'Streams that are being served now',
      labels: ['method'],
    });
    this.#connections = metrics.gauge({
      name: 'weir_rpc_connections',
      help: 'gRPC connections that are open now',
    });
  }

  /** Those of a process: several servers in it count together. */
  static of(metrics: Metrics): CallMetrics {
    const known = CallMetrics.#known.get(metrics) ?? new CallMetrics(metrics);
    CallMetrics.#known.set(metrics, known);
    return known;
  }

  unaryEnded(method: string, seconds: number, outcome: CallOutcome): void {
    this.#calls.inc({ method, code: outcome });
    this.#seconds.observe({ method }, seconds);
  }

  /** A call whose request was not even read. */
  refused(method: string, outcome: CallOutcome): void {
    this.#calls.inc({ method, code: outcome });
  }

  streamStarted(method: string): void {
    this.#openStreams.inc({ method });
  }

  streamEnded(method: string, outcome: CallOutcome): void {
    this.#openStreams.dec({ method });
    this.#calls.inc({ method, code: outcome });
  }

  connectionOpened(): void {
    this.#connections.inc();
  }

  connectionClosed(): void {
    this.#connections.dec();
  }
}
