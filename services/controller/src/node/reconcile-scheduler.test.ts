import { ManualClock, SeededRandom } from '@weir/core';
import { expect, it } from 'vitest';
import { ReconcileScheduler } from './reconcile-scheduler.ts';

function setUp() {
  const clock = new ManualClock();
  const stop = new AbortController();
  const test = { answer: true, isReachable: true, runs: 0, atOnce: 0, most: 0 };
  const scheduler = new ReconcileScheduler({
    clock,
    random: new SeededRandom(1),
    signal: stop.signal,
    isReachable: () => test.isReachable,
    reconcile: async () => {
      test.runs += 1;
      test.atOnce += 1;
      test.most = Math.max(test.most, test.atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      test.atOnce -= 1;
      return test.answer;
    },
  });
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 100) {
      clock.advanceBy(100);
      for (let turn = 0; turn < 3; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  return { scheduler, test, stop, pass };
}

it('compares a node once at a time, and once more for all that came meanwhile', async () => {
  const { scheduler, test, pass } = setUp();
  for (let call = 0; call < 5; call += 1) scheduler.now(1);
  await pass(200);
  expect(test).toMatchObject({ runs: 2, most: 1 });
});

it('tries again after growing pauses while something is left to repair', async () => {
  const { scheduler, test, pass } = setUp();
  test.answer = false;
  scheduler.now(1);
  await pass(1_200);
  const early = test.runs;
  expect(early).toBeGreaterThanOrEqual(2);
  await pass(60_000);
  expect(test.runs - early).toBeLessThan(12);
  test.answer = true;
  await pass(120_000);
  const { runs } = test;
  await pass(120_000);
  expect(test.runs).toBe(runs);
});

it('gathers requests for later, and asks nobody that is gone', async () => {
  const { scheduler, test, stop, pass } = setUp();
  scheduler.soon(1);
  scheduler.soon(1);
  await pass(1_100);
  expect(test.runs).toBe(1);
  test.isReachable = false;
  scheduler.now(1);
  await pass(100);
  expect(test.runs).toBe(1);
  test.isReachable = true;
  stop.abort();
  scheduler.now(1);
  await pass(100);
  expect(test.runs).toBe(1);
});
