import type { Offset } from '@weir/core';
import { describe, expect, it } from 'vitest';

import { entry } from '../../test/model-replica.ts';
import { countUpTo, type EpochEntry, planCut, trimmedCount } from './epoch-history.ts';

function history(entries: readonly EpochEntry[], logEndOffset: number, logStartOffset = 0) {
  return {
    entries,
    logStartOffset: logStartOffset as Offset,
    logEndOffset: logEndOffset as Offset,
  };
}

describe('what a follower keeps (4.2)', () => {
  it('keeps all of a log that is a prefix of its leader', () => {
    const plan = planCut(history([entry(1, 0)], 5), history([entry(1, 0), entry(2, 7)], 9));
    expect(plan).toEqual({ logEndOffset: 5, isReset: false, epochCount: 1 });
  });

  it('cuts where the last common epoch ends in the leader', () => {
    const mine = history([entry(1, 0), entry(2, 8)], 12);
    const leader = history([entry(1, 0), entry(3, 5)], 20);
    expect(planCut(mine, leader)).toEqual({ logEndOffset: 5, isReset: false, epochCount: 1 });
  });

  it('cuts where the last common epoch ends in its own log', () => {
    const mine = history([entry(1, 0), entry(2, 5)], 12);
    const leader = history([entry(1, 0), entry(3, 8)], 20);
    expect(planCut(mine, leader)).toEqual({ logEndOffset: 5, isReset: false, epochCount: 1 });
  });

  it('takes entries for equal only with the same start', () => {
    const mine = history([entry(1, 0), entry(2, 5)], 9);
    const leader = history([entry(1, 0), entry(2, 6)], 9);
    expect(planCut(mine, leader)).toEqual({ logEndOffset: 5, isReset: false, epochCount: 1 });
  });

  it('keeps common entries that start at the new log end', () => {
    const mine = history([entry(1, 0), entry(2, 5), entry(3, 5)], 8);
    const leader = history([entry(1, 0), entry(2, 5), entry(4, 5)], 7);
    expect(planCut(mine, leader)).toEqual({ logEndOffset: 5, isReset: false, epochCount: 2 });
  });

  it('cuts to empty when nothing is common', () => {
    const plan = planCut(history([entry(2, 0)], 5), history([entry(1, 0)], 9));
    expect(plan).toEqual({ logEndOffset: 0, isReset: true, epochCount: 0 });
  });

  it('resets a follower that ends below its leader log start', () => {
    const plan = planCut(history([entry(1, 0)], 5), history([entry(1, 0)], 90, 50));
    expect(plan).toEqual({ logEndOffset: 50, isReset: true, epochCount: 0 });
  });

  it('compares from the higher log start on when a head is trimmed', () => {
    const mine = history([entry(1, 0), entry(2, 10), entry(3, 60)], 70);
    const leader = history([entry(2, 10), entry(3, 60)], 90, 50);
    expect(planCut(mine, leader)).toEqual({ logEndOffset: 70, isReset: false, epochCount: 3 });
    const trimmed = history([entry(3, 60)], 70, 65);
    const whole = history([entry(1, 0), entry(2, 10), entry(3, 60)], 90);
    expect(planCut(trimmed, whole)).toEqual({ logEndOffset: 70, isReset: false, epochCount: 1 });
  });
});

it('never counts the last entry as trimmed', () => {
  const entries = [entry(1, 0), entry(2, 5), entry(3, 5)];
  expect(trimmedCount(entries, 4)).toBe(0);
  expect(trimmedCount(entries, 5)).toBe(2);
  expect(trimmedCount(entries, 100)).toBe(2);
});

it('drops entries above the log end and keeps those at it (6.3)', () => {
  const entries = [entry(1, 0), entry(2, 5), entry(3, 6)];
  expect(countUpTo(entries, 5)).toBe(2);
  expect(countUpTo(entries, 6)).toBe(3);
});
