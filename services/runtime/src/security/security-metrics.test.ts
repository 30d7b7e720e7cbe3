import { ManualClock } from '@weir/core';
import { expect, it } from 'vitest';
import { quota, securityDocument } from '../../test/security-document.ts';
import { logLines } from '../../test/log-lines.ts';
import { createMetrics } from '../metrics.ts';
import { AuditLog } from './audit-log.ts';
import { Quotas } from './quotas.ts';
import { SecurityMetrics } from './security-metrics.ts';
import { SecurityView } from './security-view.ts';

/** The lines of the metrics that begin so. */
async function lines(metrics: ReturnType<typeof createMetrics>, name: string): Promise<string[]> {
  const text = await metrics.registry.metrics();
  return text.split('\n').filter((line) => line.startsWith(`${name}{`));
}

function throttledBy(perSecond: Parameters<typeof quota>[1]) {
  const metrics = createMetrics();
  const view = new SecurityView();
  const clock = new ManualClock();
  view.apply(securityDocument(1, { quotas: [quota('user:ann', perSecond)] }));
  const quotas = new Quotas({ view, clock, observer: SecurityMetrics.of(metrics) });
  return { metrics, clock, quotas };
}

it('has every series at 0 from the start, once for all servers of a process', async () => {
  const metrics = createMetrics();
  expect(SecurityMetrics.of(metrics)).toBe(SecurityMetrics.of(metrics));
  expect(await lines(metrics, 'weir_quota_throttled_seconds_total')).toEqual([
    'weir_quota_throttled_seconds_total{kind="produce"} 0',
    'weir_quota_throttled_seconds_total{kind="fetch"} 0',
    'weir_quota_throttled_seconds_total{kind="requests"} 0',
  ]);
  expect(await lines(metrics, 'weir_security_refusals_total')).toHaveLength(4);
});

it('counts a pause once, under the quota that asks for the longest', async () => {
  const { metrics, quotas } = throttledBy({ produceBytesPerSecond: 1_000, requestsPerSecond: 100 });
  quotas.charge('user:ann', { producedBytes: 3_500, requests: 1 });
  // How long is left is asked again and again.
  quotas.charge('user:ann', { producedBytes: 0, requests: 0 });
  quotas.charge('user:ann', { producedBytes: 0 });
  expect(await lines(metrics, 'weir_quota_throttled_seconds_total')).toEqual([
    'weir_quota_throttled_seconds_total{kind="produce"} 2.5',
    'weir_quota_throttled_seconds_total{kind="fetch"} 0',
    'weir_quota_throttled_seconds_total{kind="requests"} 0',
  ]);
});

it('counts the pause of each call that is refused for its number', async () => {
  const { metrics, quotas } = throttledBy({ requestsPerSecond: 1 });
  for (let call = 0; call < 3; call += 1) quotas.charge('user:ann', { requests: 1 });
  const [, , requests] = await lines(metrics, 'weir_quota_throttled_seconds_total');
  expect(Number(requests?.split(' ')[1])).toBeGreaterThan(0);
});

it('counts refusals that the audit log leaves out, and no other calls', async () => {
  const metrics = createMetrics();
  const refusals = SecurityMetrics.of(metrics);
  const { logger, lines: logged } = logLines();
  const audit = new AuditLog({ logger, clock: new ManualClock(), service: 'test', refusals });
  const call = { principal: 'user:eve', peer: '10.0.0.1:1', method: 'AdminService/DeleteTopic' };
  const outcome = 'TOPIC_AUTHORIZATION_FAILED';
  for (let index = 0; index < 25; index += 1) {
    audit.note({ ...call, event: 'access-denied', outcome });
  }
  audit.note({ ...call, event: 'administrative-call', outcome });
  expect(logged.length).toBeLessThan(25);
  expect(await lines(metrics, 'weir_security_refusals_total')).toContain(
    'weir_security_refusals_total{code="TOPIC_AUTHORIZATION_FAILED"} 25',
  );
  await audit.stop();
});
