import { expect, test } from 'vitest';

import { sleep } from './clock.ts';
import { ManualClock } from './manual-clock.ts';

test('moves only when told to', () => {
  const clock = new ManualClock(1000);
  clock.advanceBy(250);

  expect(clock.nowMs()).toBe(1250);
  expect(clock.monotonicMs()).toBe(250);
});

test('runs timers in the order of their due time, each at its own time', () => {
  const clock = new ManualClock();
  const ran: string[] = [];
  const note = (name: string) => () => {
    ran.push(`${name}@${clock.nowMs()}`);
  };
  clock.setTimer(30, note('late'));
  clock.setTimer(10, note('early'));
  clock.setTimer(10, note('early too'));
  clock.setTimer(31, note('too late'));
  clock.advanceBy(30);

  expect(ran).toStrictEqual(['early@10', 'early too@10', 'late@30']);
  expect(clock.pendingTimers).toBe(1);
});

test('runs a timer that another sets when it falls due as well', () => {
  const clock = new ManualClock();
  const ranAtMs: number[] = [];
  const tick = (): void => {
    ranAtMs.push(clock.nowMs());
    clock.setTimer(10, tick);
  };
  clock.setTimer(10, tick);
  clock.advanceBy(35);

  expect(ranAtMs).toStrictEqual([10, 20, 30]);
  expect(clock.nowMs()).toBe(35);
});

test('does not run a cancelled timer', () => {
  const clock = new ManualClock();
  let runs = 0;
  const timer = clock.setTimer(10, () => {
    runs += 1;
  });
  timer.cancel();
  timer.cancel();
  clock.advanceBy(100);

  expect(runs).toBe(0);
});

test('never goes back', () => {
  expect(() => {
    new ManualClock().advanceBy(-1);
  }).toThrow('time never goes back');
});

test('a sleep ends when its time has come', async () => {
  const clock = new ManualClock();
  const slept = sleep(clock, 10, new AbortController().signal);
  clock.advanceBy(10);

  await expect(slept).resolves.toBeUndefined();
});

test('an aborted sleep ends at once, with the reason, and leaves no timer', async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  const slept = sleep(clock, 10, controller.signal);
  controller.abort(new Error('Shutting down'));

  await expect(slept).rejects.toThrow('Shutting down');
  expect(clock.pendingTimers).toBe(0);
});

test('a sleep with an aborted signal never starts', async () => {
  const clock = new ManualClock();
  const slept = sleep(clock, 10, AbortSignal.abort('no error object'));

  await expect(slept).rejects.toThrow('Aborted');
  expect(clock.pendingTimers).toBe(0);
});
