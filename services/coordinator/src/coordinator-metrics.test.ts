import { callUnary, createMetrics } from '@weir/runtime';
import { expect, it, onTestFinished } from 'vitest';
import { TestCluster, TestMember } from './coordinator.fixture.ts';
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
  counted.commitTook(0.02);
  counted.assignmentComputed(0.003);
  counted.journalWritten(0.004);
  const text = await metrics.registry.metrics();
  const lines = text.split('\n');
  expect(lines).toContain('weir_coordinator_members_joined_total 2');
  expect(lines).toContain('weir_coordinator_members_fenced_total{reason="session-timeout"} 1');
  expect(lines).toContain('weir_coordinator_offsets_committed_total 7');
  expect(lines).toContain('weir_coordinator_shards 32');
  expect(lines).toContain('weir_coordinator_members 5');
  expect(lines).toContain('weir_coordinator_journal_pending_offsets 9');
  expect(lines).toContain('weir_coordinator_commit_seconds_count{phase="total"} 1');
  expect(lines).toContain('weir_coordinator_commit_seconds_count{phase="store"} 0');
  expect(lines).toContain('weir_coordinator_assignment_seconds_count 1');
  expect(lines).toContain('weir_coordinator_journal_write_seconds_count 1');
});

it('times the assignment of a member and its commits', async () => {
  const cluster = new TestCluster();
  onTestFinished(() => cluster.close());
  await cluster.open();
  const metrics = createMetrics();
  cluster.metrics = metrics;
  const { address } = await cluster.startAlone();
  const member = new TestMember(cluster, address);
  await member.reads(0, 1, 2, 3);
  const { memberId, memberEpoch } = member;
  const offsets = [{ topic: 'orders', partition: 0, offset: 7 }];
  const request = { groupId: 'group', memberId, memberEpoch, offsets };
  await callUnary(cluster.client(address), 'commitOffsets', request, { deadlineMs: 5_000 });
  const lines = (await metrics.registry.metrics()).split('\n');
  expect(lines).toContain('weir_coordinator_assignment_seconds_count 1');
  for (const phase of ['check', 'store', 'total']) {
    expect(lines).toContain(`weir_coordinator_commit_seconds_count{phase="${phase}"} 1`);
  }
  expect(lines).toContain('weir_coordinator_journal_pending_offsets 1');
});
