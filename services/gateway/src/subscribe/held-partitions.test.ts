import { ManualClock } from '@weir/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { HeldPartitions } from './held-partitions.ts';

const zero = { topic: 't', partition: 0 };
const one = { topic: 't', partition: 1 };
const limitMs = 1_000;

let clock: ManualClock;
let held: HeldPartitions;
let isLetGo: boolean;

beforeEach(() => {
  clock = new ManualClock();
  held = new HeldPartitions(clock);
  held.assign([zero, one]);
  isLetGo = false;
});

/** Takes both away, and lets what is due happen. */
async function revoke(): Promise<void> {
  void held.revoke([zero, one], limitMs).then(() => {
    isLetGo = true;
    return undefined;
  });
  await settle();
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

describe('partitions that are taken away', () => {
  it('are let go at once when nothing was given of them', async () => {
    await revoke();
    expect(isLetGo).toBe(true);
    expect(held.holds(zero)).toBe(false);
  });

  it('are let go when all that was given is committed, each at its own offset', async () => {
    held.noteGiven(zero, 5);
    held.noteGiven(one, 7);
    await revoke();
    held.noteCommitted(zero, 5);
    held.noteCommitted(one, 6);
    await settle();
    expect(isLetGo).toBe(false);
    expect([held.holds(zero), held.holds(one)]).toEqual([false, true]);
    held.noteCommitted(one, 7);
    await settle();
    expect(isLetGo).toBe(true);
  });

  it('are let go when they are released, or lost', async () => {
    held.noteGiven(zero, 5);
    held.noteGiven(one, 5);
    await revoke();
    held.release([zero]);
    held.lose([one]);
    await settle();
    expect(isLetGo).toBe(true);
  });

  it('are let go at the deadline', async () => {
    held.noteGiven(zero, 5);
    await revoke();
    clock.advanceBy(limitMs - 1);
    await settle();
    expect(isLetGo).toBe(false);
    clock.advanceBy(1);
    await settle();
    expect(isLetGo).toBe(true);
    expect(held.holds(zero)).toBe(false);
  });

  it('are let go when nobody is there any more', async () => {
    held.noteGiven(zero, 5);
    await revoke();
    held.releaseAll();
    await settle();
    expect(isLetGo).toBe(true);
  });
});

it('waits for nothing that was given before a seek', async () => {
  held.noteGiven(zero, 5);
  held.noteSeek(zero);
  await revoke();
  expect(isLetGo).toBe(true);
});

it('does not wait for what was committed before', async () => {
  held.noteGiven(zero, 5);
  held.noteCommitted(zero, 5);
  await revoke();
  expect(isLetGo).toBe(true);
});

it('tells what was never assigned from what is not assigned any more', () => {
  held.lose([zero]);
  expect([held.knows(zero), held.holds(zero)]).toEqual([true, false]);
  expect(held.knows({ topic: 't', partition: 2 })).toBe(false);
  held.assign([zero]);
  expect(held.holds(zero)).toBe(true);
});

it('remembers the last commit of a partition, also after it was let go', async () => {
  expect(held.hasCommitted(zero, 5)).toBe(false);
  held.noteGiven(zero, 5);
  held.noteCommitted(zero, 5);
  await revoke();
  expect(held.hasCommitted(zero, 5)).toBe(true);
  expect(held.hasCommitted(zero, 4)).toBe(false);
  held.assign([zero]);
  expect(held.hasCommitted(zero, 5)).toBe(false);
});
