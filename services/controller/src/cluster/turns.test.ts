import { ManualClock } from '@weir/core';
import { silentLogger } from '@weir/runtime';
import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

function setUp() {
  const clock = new ManualClock();
  const life = new AbortController();
  const context = { clock, logger: silentLogger, signal: life.signal };
  return { clock, life, context };
}

/** Lets a quarter of a second pass, and what it has begun come to its end. */
async function pass(clock: ManualClock): Promise<void> {
  clock.advanceBy(250);
  await new Promise((resolve) => setImmediate(resolve));
}

it('runs each task in every turn, though another one fails', async () => {
  const { clock, context } = setUp();
  const ran: string[] = [];
  const failing = {
    run: async () => {
      ran.push('failing');
      throw new Error('Not now');
    },
  };
  const sound = {
    run: async () => {
      ran.push('sound');
    },
  };
  new Turns(context, [failing, sound]).start();
  await pass(clock);
  await pass(clock);
  expect(ran).toEqual(['failing', 'sound', 'failing', 'sound']);
});

it('waits for a task that takes its time, and ends with the active life', async () => {
  const { clock, life, context } = setUp();
  const { promise, resolve } = Promise.withResolvers<void>();
  let begun = 0;
  const slow = {
    run: () => {
      begun += 1;
      return promise;
    },
  };
  new Turns(context, [slow]).start();
  await pass(clock);
  await pass(clock);
  expect(begun).toBe(1);
  resolve();
  await pass(clock);
  await pass(clock);
  expect(begun).toBe(2);
  life.abort();
  await pass(clock);
  expect(begun).toBe(2);
});
