import { ManualClock, SeededRandom, WeirError } from '@weir/core';
import { expect, it } from 'vitest';
import { retry } from './retry.ts';

const random = new SeededRandom(1);

/** Moves time on until the promise is settled. */
async function drive<Result>(clock: ManualClock, promise: Promise<Result>): Promise<Result> {
  const progress = { isSettled: false };
  const settled = promise.finally(() => {
    progress.isSettled = true;
  });
  settled.catch(() => undefined);
  for (let turns = 0; !progress.isSettled && turns < 10_000; turns += 1) {
    clock.advanceBy(10);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  return settled;
}

it('tries again what the error table says may succeed later', async () => {
  const clock = new ManualClock();
  let attempts = 0;
  const result = retry({ clock, random, timeoutMs: 10_000 }, async () => {
    attempts += 1;
    if (attempts < 4) throw new WeirError('NOT_ENOUGH_REPLICAS', 'Not yet');
    return attempts;
  });
  expect(await drive(clock, result)).toBe(4);
});

it('gives up at once on what cannot succeed', async () => {
  let attempts = 0;
  const result = retry({ clock: new ManualClock(), random, timeoutMs: 10_000 }, async () => {
    attempts += 1;
    throw new WeirError('INVALID_TOPIC', 'Never');
  });
  await expect(result).rejects.toMatchObject({ code: 'INVALID_TOPIC' });
  expect(attempts).toBe(1);
});

it('gives up with the last error when the time is over', async () => {
  const clock = new ManualClock();
  const result = retry({ clock, random, timeoutMs: 500 }, async () => {
    throw new WeirError('UNAVAILABLE', 'Down');
  });
  await expect(drive(clock, result)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(clock.monotonicMs()).toBeLessThanOrEqual(600);
});

it('waits at least as long as the error says', async () => {
  const clock = new ManualClock();
  const attemptedAtMs: number[] = [];
  const result = retry({ clock, random, timeoutMs: 60_000 }, async () => {
    attemptedAtMs.push(clock.monotonicMs());
    if (attemptedAtMs.length === 2) return;
    const metadata = { retry_after_ms: '5000' };
    throw new WeirError('THROTTLING_QUOTA_EXCEEDED', 'Too much', { metadata });
  });
  await drive(clock, result);
  expect(attemptedAtMs).toHaveLength(2);
  expect(attemptedAtMs[1]).toBeGreaterThanOrEqual(5_000);
  expect(attemptedAtMs[1]).toBeLessThan(5_100);
});

it('does not wait for what would come too late', async () => {
  const metadata = { retry_after_ms: '5000' };
  const clock = new ManualClock();
  const result = retry({ clock, random, timeoutMs: 4_000 }, async () => {
    throw new WeirError('THROTTLING_QUOTA_EXCEEDED', 'Too much', { metadata });
  });
  await expect(result).rejects.toMatchObject({ code: 'THROTTLING_QUOTA_EXCEEDED' });
  expect(clock.monotonicMs()).toBe(0);
});

it('stops waiting when aborted', async () => {
  const controller = new AbortController();
  const options = { clock: new ManualClock(), random, timeoutMs: 500, signal: controller.signal };
  const result = retry(options, async () => {
    setImmediate(() => {
      controller.abort();
    });
    throw new WeirError('UNAVAILABLE', 'Down');
  });
  await expect(result).rejects.toMatchObject({ code: 'CANCELLED' });
});
