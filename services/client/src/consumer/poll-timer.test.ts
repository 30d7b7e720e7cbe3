import { ManualClock } from '@weir/core';
import { expect, it } from 'vitest';
import { PollTimer } from './poll-timer.ts';

function timer(): {
  readonly clock: ManualClock;
  readonly poll: PollTimer;
  readonly hung: number[];
} {
  const clock = new ManualClock();
  const hung: number[] = [];
  const poll = new PollTimer(clock, 100, () => hung.push(clock.monotonicMs()));
  return { clock, poll, hung };
}

it('tells of the oldest thing in hand when its time is over, and of each once', () => {
  const { clock, poll, hung } = timer();
  const [first, second, third] = [{}, {}, {}];
  poll.given(first);
  clock.advanceBy(30);
  poll.given(second);
  poll.given(third);
  clock.advanceBy(30);
  poll.done(first);
  poll.done(third);
  clock.advanceBy(60);
  expect(hung).toEqual([]);
  clock.advanceBy(500);
  expect(hung).toEqual([130]);
});

it('tells of a second one that hangs, too', () => {
  const { clock, poll, hung } = timer();
  poll.given({});
  clock.advanceBy(10);
  poll.given({});
  clock.advanceBy(500);
  expect(hung).toEqual([100, 110]);
});

it('leaves no timer when nothing is in hand', () => {
  const { clock, poll, hung } = timer();
  poll.given({});
  poll.clear();
  expect(clock.pendingTimers).toBe(0);
  poll.given({});
  poll.clear();
  clock.advanceBy(1_000);
  expect(hung).toEqual([]);
});
