import { createMetrics } from '@weir/runtime';
import { expect, it } from 'vitest';
import { createCoordinatorMetrics } from './coordinator-metrics.ts';

it('shows what happened and what is held', async () => {
  const metrics = createMetrics();
  const counted = createCoordinatorMetrics(metrics, () => ({
    ...{ shards: 32, groups: 2, members: 5, journalPendingOffsets: 9 },
  }));
  counted.memberJoined();
  counted.memberJoined();
  counted.memberFenced('session-timeout');
  counted.offsetsCommitted(7);
  const text = await metrics.registry.metrics();
  const lines = text.split('\n');
  expect(lines).toContain('weir_coordinator_members_joined_total 2');
  expect(lines).toContain('weir_coordinator_members_fenced_total{reason="session-timeout"} 1');
  expect(lines).toContain('weir_coordinator_offsets_committed_total 7');
  expect(lines).toContain('weir_coordinator_shards 32');
  expect(lines).toContain('weir_coordinator_members 5');
});
