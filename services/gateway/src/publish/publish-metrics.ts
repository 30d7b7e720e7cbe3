import type { Metrics } from '@weir/runtime';
import type { PublishGate } from './publish-gate.ts';
import type { PublishJob } from './publish-job.ts';

const outcomes = ['written', 'duplicate', 'failed'] as const;

/** When a job came to which point, in milliseconds of the monotonic clock. */
export interface JobTimes {
  readonly startedMs: number;
  /** Undefined where nothing was handed to a producer. */
  readonly handedOverMs: number | undefined;
  readonly settledMs: number;
}

/** What publishing counts. */
export interface PublishMeter {
  /** A request has all its results. */
  settled(job: PublishJob, times: JobTimes): void;
}

/** Registers what the gateway tells of publishing. */
export function createPublishMeter(metrics: Metrics, gate: PublishGate): PublishMeter {
  metrics.gauge(
    {
      name: 'weir_gateway_publish_buffer_bytes',
      help: 'Records that were taken from publishers and are not acknowledged',
    },
    (gauge) => {
      gauge.set(gate.usedBytes);
    },
  );
  const limit = metrics.gauge({
    name: 'weir_gateway_publish_buffer_limit_bytes',
    help: 'Records that may be taken from publishers before more has to wait',
  });
  limit.set(gate.limitBytes);
  const observe = createTimes(metrics);
  const count = createCounts(metrics);
  return {
    settled: (job, times) => {
      count(job);
      observe(times);
    },
  };
}

function createCounts(metrics: Metrics): (job: PublishJob) => void {
  const records = metrics.counter({
    name: 'weir_gateway_published_records_total',
    help: 'Records of publishers by outcome: written, duplicate, failed',
    labels: ['outcome'],
  });
  const bytes = metrics.counter({
    name: 'weir_gateway_published_bytes_total',
    help: 'Bytes of requests to publish, as far as their records were written',
  });
  const errors = metrics.counter({
    name: 'weir_gateway_publish_errors_total',
    help: 'Records of publishers that failed, by the code of their error',
    labels: ['code'],
  });
  for (const outcome of outcomes) records.inc({ outcome }, 0);
  const [written, duplicate, failed] = outcomes.map((outcome) => records.labels({ outcome }));
  return (job) => {
    const counts = job.countOutcomes();
    if (counts.written > 0) {
      written?.inc(counts.written);
      bytes.inc((job.sizeBytes * counts.written) / job.records.length);
    }
    if (counts.duplicate > 0) duplicate?.inc(counts.duplicate);
    if (counts.failed === 0) return;
    failed?.inc(counts.failed);
    for (const [code, amount] of job.countErrors()) errors.inc({ code }, amount);
  };
}

function createTimes(metrics: Metrics): (times: JobTimes) => void {
  const seconds = metrics.histogram({
    name: 'weir_gateway_publish_seconds',
    help: 'Time of requests to publish: queue before their producer has them, produce until all is answered, total',
    labels: ['phase'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  const phase = (name: 'queue' | 'produce' | 'total') => seconds.labels({ phase: name });
  const [queue, produce, total] = [phase('queue'), phase('produce'), phase('total')];
  return ({ startedMs, handedOverMs, settledMs }) => {
    total.observe((settledMs - startedMs) / 1_000);
    queue.observe(((handedOverMs ?? settledMs) - startedMs) / 1_000);
    if (handedOverMs !== undefined) produce.observe((settledMs - handedOverMs) / 1_000);
  };
}
