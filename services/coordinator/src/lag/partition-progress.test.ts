import { expect, it } from 'vitest';
import { PartitionProgress, type PartitionSight } from './partition-progress.ts';

const held: PartitionSight = {
  holder: 'a@1',
  committedOffset: undefined,
  logStartOffset: 3,
  highWatermark: 100,
};

it('stands where its member says, else at the committed offset, else at the log start', () => {
  const progress = new PartitionProgress(1000);
  progress.observe(held, 0);
  expect(progress.position).toBe(3);
  progress.observe({ ...held, committedOffset: 10 }, 0);
  expect(progress.position).toBe(10);
  progress.tell('a@1', 50, 0);
  progress.observe({ ...held, committedOffset: 10 }, 0);
  expect(progress.position).toBe(50);
  expect(progress.toldPosition('a@1')).toBe(50);
});

it('forgets what a member said when the partition goes to another', () => {
  const progress = new PartitionProgress(1000);
  progress.tell('a@1', 50, 0);
  progress.observe({ ...held, holder: 'b@2', committedOffset: 40 }, 0);
  expect(progress.position).toBe(40);
  expect(progress.toldPosition('a@1')).toBeUndefined();
  expect(progress.toldPosition(undefined)).toBeUndefined();
});

it('keeps what a member said before the assignment was seen', () => {
  const progress = new PartitionProgress(1000);
  progress.observe({ ...held, holder: 'a@1' }, 0);
  progress.tell('b@2', 60, 500);
  progress.observe({ ...held, holder: 'b@2' }, 1000);
  expect(progress.position).toBe(60);
});

it('has a steady rate between reports that are seconds apart', () => {
  const progress = new PartitionProgress(60_000);
  const rates = new Set<number | undefined>();
  for (let second = 0; second <= 60; second += 1) {
    if (second % 3 === 0) progress.tell('a@1', second * 10, second * 1000);
    progress.observe(held, second * 1000);
    if (second >= 3) rates.add(progress.consumedPerSecond(second * 1000));
  }
  expect([...rates]).toEqual([10]);
});

it('has the rate of its commits where no member speaks', () => {
  const progress = new PartitionProgress(60_000);
  for (let second = 0; second <= 20; second += 1) {
    progress.observe({ ...held, holder: undefined, committedOffset: second * 7 }, second * 1000);
  }
  expect(progress.consumedPerSecond(20_000)).toBe(7);
});

it('comes to a rate of 0 when nothing is taken any more', () => {
  const progress = new PartitionProgress(60_000);
  progress.tell('a@1', 0, 0);
  progress.tell('a@1', 100, 1000);
  for (let second = 1; second <= 20; second += 1) progress.observe(held, second * 1000);
  expect(progress.consumedPerSecond(20_000)).toBe(0);
});

it('is stuck when nothing is taken, and is not when it is told of progress', () => {
  const progress = new PartitionProgress(1000);
  progress.tell('a@1', 10, 0);
  progress.observe(held, 0);
  expect(progress.observe(held, 1000)).toMatchObject({ kind: 'stuck' });
  expect(progress.stuckMs(1500)).toBe(1500);
  progress.tell('a@1', 11, 1800);
  expect(progress.observe(held, 2000)).toMatchObject({ kind: 'recovered', reason: 'moved' });
  expect(progress.isStuck).toBe(false);
});
