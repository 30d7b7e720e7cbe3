import type { Metrics } from '@weir/runtime';
import type { PublishGate } from './publish-gate.ts';
import type { PublishJob } from './publish-job.ts';

/** What publishing counts. */
export class PublishMetrics {
  readonly #records: ReturnType<typeof recordCounter>;

  constructor(metrics: Metrics, gate: PublishGate) {
    this.#records = recordCounter(metrics);
    metrics.gauge(
      {
        name: 'weir_gateway_publish_buffer_bytes',
        help: 'Records that were taken from publishers and are not acknowledged',
      },
      (gauge) => {
        gauge.set(gate.usedBytes);
      },
    );
  }

  /** A request has all its results. */
  settled(job: PublishJob): void {
    const { written, duplicate, failed } = job.countOutcomes();
    if (written > 0) this.#records.inc({ outcome: 'written' }, written);
    if (duplicate > 0) this.#records.inc({ outcome: 'duplicate' }, duplicate);
    if (failed > 0) this.#records.inc({ outcome: 'failed' }, failed);
  }
}

function recordCounter(metrics: Metrics) {
  return metrics.counter({
    name: 'weir_gateway_published_records_total',
    help: 'Records of publishers by outcome: written, duplicate, failed',
    labels: ['outcome'],
  });
}
