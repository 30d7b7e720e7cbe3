import { ManualClock, WeirError } from '@weir/core';
import { beforeEach, expect, it } from 'vitest';
import { type Caller, unrestrictedCaller } from './caller.ts';
import { CredentialsWatch } from './credentials-watch.ts';

let clock: ManualClock;
let watch: CredentialsWatch;
let isVoid: boolean;
let ended: string[];

const caller: Caller = {
  ...unrestrictedCaller,
  isInternal: false,
  checkCredentials: () => {
    if (isVoid) throw new WeirError('AUTHENTICATION_FAILED', 'The key was revoked');
  },
};

beforeEach(() => {
  clock = new ManualClock();
  watch = new CredentialsWatch(clock);
  isVoid = false;
  ended = [];
});

function add(who = caller): () => void {
  return watch.add(who, ({ code }) => {
    ended.push(code);
  });
}

it('ends a stream once, after it had the time to end by itself', () => {
  add();
  clock.advanceBy(10_000);
  isVoid = true;
  clock.advanceBy(1_500);
  expect(ended).toEqual([]);
  clock.advanceBy(1_500);
  expect(ended).toEqual(['AUTHENTICATION_FAILED']);
  clock.advanceBy(10_000);
  expect(ended).toHaveLength(1);
});

it('leaves a stream alone that has ended, and services of the cluster', () => {
  const remove = add();
  add({ ...caller, isInternal: true });
  isVoid = true;
  clock.advanceBy(1_500);
  remove();
  clock.advanceBy(10_000);
  expect(ended).toEqual([]);
});
