import type { LeaderEpoch, Offset } from '@weir/core';
import { expect, it } from 'vitest';

import { FollowerProgress } from './follower-progress.ts';

const epoch = { epoch: 1 as LeaderEpoch, startOffset: 0 as Offset };
const lagTimeMaxMs = 1000;

function acknowledge(
  progress: FollowerProgress,
  reached: number,
  leaderEnd: number,
  nowMs: number,
): void {
  const ack = { logEndOffset: reached as Offset, lastEpoch: 1 };
  progress.acknowledge(ack, leaderEnd as Offset, nowMs);
}

it('does not call a follower lagging that copies steadily, a little behind', () => {
  const progress = new FollowerProgress(1, epoch, 0);
  // Ten records each 10 ms, and the follower is always 300 ms behind.
  for (let nowMs = 0; nowMs < 10_000; nowMs += 10) {
    acknowledge(progress, Math.max(0, nowMs - 300), nowMs, nowMs);
    const isLagging = progress.isLagging(nowMs as Offset, nowMs, lagTimeMaxMs);
    expect(isLagging, `at ${nowMs}`).toBe(false);
  }
});

it('calls a follower lagging that falls ever further behind', () => {
  const progress = new FollowerProgress(1, epoch, 0);
  let laggingAtMs = 0;
  for (let nowMs = 0; nowMs < 10_000 && laggingAtMs === 0; nowMs += 10) {
    acknowledge(progress, nowMs / 2, nowMs, nowMs);
    if (progress.isLagging(nowMs as Offset, nowMs, lagTimeMaxMs)) laggingAtMs = nowMs;
  }
  // At 2,000 ms it holds what the leader held at 1,000; the moments are 50 ms apart.
  expect(laggingAtMs).toBeGreaterThanOrEqual(1900);
  expect(laggingAtMs).toBeLessThan(2100);
});

it('calls a follower lagging that is silent while there is something to copy', () => {
  const progress = new FollowerProgress(1, epoch, 0);
  acknowledge(progress, 5, 5, 100);
  expect(progress.isLagging(5 as Offset, 9000, lagTimeMaxMs)).toBe(false);
  expect(progress.isLagging(6 as Offset, 9100, lagTimeMaxMs)).toBe(false);
  expect(progress.isLagging(6 as Offset, 10_000, lagTimeMaxMs)).toBe(false);
  expect(progress.isLagging(6 as Offset, 10_100, lagTimeMaxMs)).toBe(true);
});

it('tells how long ago a follower held everything, once it has said what it holds', () => {
  const progress = new FollowerProgress(1, epoch, 0);
  expect(progress.behindMs(0 as Offset, 50)).toBe(-1);
  acknowledge(progress, 5, 5, 100);
  expect(progress.behindMs(5 as Offset, 9000)).toBe(0);
  expect(progress.behindMs(6 as Offset, 9100)).toBe(100);
  expect(progress.behindMs(7 as Offset, 9400)).toBe(400);
  acknowledge(progress, 6, 7, 9500);
  // The leader held as much at 9,100.
  expect(progress.behindMs(7 as Offset, 9500)).toBe(400);
});

it('never lets its log end fall within a session', () => {
  const progress = new FollowerProgress(1, epoch, 0);
  acknowledge(progress, 5, 9, 100);
  acknowledge(progress, 3, 9, 200);
  expect(progress.countedEnd).toBe(5);
});
