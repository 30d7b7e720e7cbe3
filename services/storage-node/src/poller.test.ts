import { ManualClock } from '@weir/core';
import { expect, it } from 'vitest';

import { Poller } from './poller.ts';

it('polls when it is started and at intervals, one at a time, until it is disposed of', async () => {
  const clock = new ManualClock();
  let polls = 0;
  let finish = (): void => undefined;
  const poller = new Poller({
    clock,
    intervalMs: 100,
    poll: () => {
      polls += 1;
      return new Promise((resolve) => {
        finish = resolve;
      });
    },
  });
  const first = poller.start();
  clock.advanceBy(1_000);
  expect(polls).toBe(1);
  finish();
  await first;
  clock.advanceBy(99);
  expect(polls).toBe(1);
  clock.advanceBy(1);
  expect(polls).toBe(2);
  const disposed = poller[Symbol.asyncDispose]();
  finish();
  await disposed;
  clock.advanceBy(1_000);
  expect(polls).toBe(2);
});
