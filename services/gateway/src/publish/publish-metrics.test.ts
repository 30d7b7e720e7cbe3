import { ManualClock, WeirError } from '@weir/core';
import { createMetrics } from '@weir/runtime';
import { expect, it } from 'vitest';
import { checkPublishRequest } from './check-publish-request.ts';
import { PublishGate } from './publish-gate.ts';
import { PublishJob } from './publish-job.ts';
import { createPublishMeter } from './publish-metrics.ts';

it('counts records by their outcome and errors by code, and times each phase', async () => {
  const metrics = createMetrics();
  const meter = createPublishMeter(metrics, new PublishGate(new ManualClock()));
  const records = ['a', 'a', 'a', 'a'].map((topic) => ({ topic, headers: [] }));
  const checked = checkPublishRequest({ records, acks: 'ACKS_ALL', producerName: '' });
  const job = new PublishJob(checked, {
    onSettled: () => undefined,
    onReleased: () => undefined,
  });
  job.delivered(0, 1, 0, 7);
  job.duplicate(1, 0, 3);
  job.refuse(2, new WeirError('DELIVERY_TIMED_OUT', 'Late'));
  job.refuse(3, new WeirError('DELIVERY_TIMED_OUT', 'Late'));
  meter.settled(job, { startedMs: 1_000, handedOverMs: 1_200, settledMs: 2_000 });
  meter.settled(job, { startedMs: 1_000, handedOverMs: undefined, settledMs: 1_002 });

  const lines = (await metrics.registry.metrics()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'weir_gateway_published_records_total{outcome="written"} 2',
      'weir_gateway_published_records_total{outcome="duplicate"} 2',
      'weir_gateway_published_records_total{outcome="failed"} 4',
      'weir_gateway_publish_errors_total{code="DELIVERY_TIMED_OUT"} 4',
      `weir_gateway_published_bytes_total ${checked.sizeBytes / 2}`,
      'weir_gateway_publish_buffer_bytes 0',
      'weir_gateway_publish_buffer_limit_bytes 67108864',
      'weir_gateway_publish_seconds_count{phase="queue"} 2',
      'weir_gateway_publish_seconds_count{phase="produce"} 1',
      'weir_gateway_publish_seconds_count{phase="total"} 2',
      'weir_gateway_publish_seconds_sum{phase="produce"} 0.8',
    ]),
  );
});
