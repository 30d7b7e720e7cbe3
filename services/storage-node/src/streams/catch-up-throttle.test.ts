import { ManualClock } from '@weir/core';
import { expect, it } from 'vitest';

import { CatchUpThrottle } from './catch-up-throttle.ts';

it('limits nothing until a rate is set', () => {
  const throttle = new CatchUpThrottle(new ManualClock());
  throttle.sent(1_000_000_000);
  expect(throttle.delayMs).toBe(0);
});

it('lets one batch of any size go, and then waits until it is paid for', () => {
  const clock = new ManualClock();
  const throttle = new CatchUpThrottle(clock);
  throttle.bytesPerSecond = 1_000;
  expect(throttle.delayMs).toBe(0);
  throttle.sent(3_000);
  expect(throttle.delayMs).toBe(3_000);
  clock.advanceBy(2_999);
  expect(throttle.delayMs).toBe(1);
  clock.advanceBy(1);
  expect(throttle.delayMs).toBe(0);
});

it('saves up a quarter of a second at most', () => {
  const clock = new ManualClock();
  const throttle = new CatchUpThrottle(clock);
  throttle.bytesPerSecond = 1_000;
  clock.advanceBy(60_000);
  throttle.sent(251);
  expect(throttle.delayMs).toBe(1);
});

it('takes another rate at once', () => {
  const clock = new ManualClock();
  const throttle = new CatchUpThrottle(clock);
  throttle.bytesPerSecond = 10;
  throttle.sent(1_000);
  expect(throttle.delayMs).toBe(100_000);
  throttle.bytesPerSecond = 1_000;
  expect(throttle.delayMs).toBe(1_000);
  throttle.bytesPerSecond = 0;
  expect(throttle.delayMs).toBe(0);
});
