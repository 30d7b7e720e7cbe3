import { ManualClock, WeirError } from '@weir/core';
import { unrestrictedCaller } from '@weir/runtime';
import { beforeEach, expect, it } from 'vitest';
import { AccessWatch, type WatchedAccess } from './access-watch.ts';

const second = 1_000;
const refusal = new WeirError('TOPIC_AUTHORIZATION_FAILED', 'No more');

let clock: ManualClock;
let watch: AccessWatch;

beforeEach(() => {
  clock = new ManualClock();
  watch = new AccessWatch(clock);
});

interface Watched extends WatchedAccess {
  checks: number;
  versionNow: string;
  isDenied: boolean;
  isExpired: boolean;
  readonly denials: WeirError[];
}

function watched(): Watched {
  const access: Watched = {
    ...{ checks: 0, versionNow: '1', isDenied: false, isExpired: false, denials: [] },
    caller: {
      ...unrestrictedCaller,
      checkCredentials: () => {
        if (access.isExpired) throw new WeirError('AUTHENTICATION_FAILED', 'Expired');
      },
    },
    version: () => access.versionNow,
    check: () => {
      access.checks += 1;
      if (access.isDenied) throw refusal;
    },
    onDenied: (error) => access.denials.push(error),
  };
  return access;
}

it('checks at once, and again only when the version has changed', () => {
  const access = watched();
  watch.add(access);
  expect(access.checks).toBe(1);
  clock.advanceBy(5 * second);
  expect(access.checks).toBe(1);
  access.versionNow = '2';
  clock.advanceBy(5 * second);
  expect(access.checks).toBe(2);
});

it('throws at once for somebody who may not, and watches nobody then', () => {
  const access = watched();
  access.isDenied = true;
  expect(() => watch.add(access)).toThrow(refusal);
  clock.advanceBy(5 * second);
  expect(access.checks).toBe(1);
});

it('tells once when rights or credentials are gone, each of its own', () => {
  const [first, other] = [watched(), watched()];
  watch.add(first);
  watch.add(other);
  first.isExpired = true;
  clock.advanceBy(5 * second);
  expect(first.denials).toMatchObject([{ code: 'AUTHENTICATION_FAILED' }]);
  expect(other.denials).toEqual([]);
  other.isDenied = true;
  other.versionNow = '2';
  clock.advanceBy(5 * second);
  expect(other.denials).toEqual([refusal]);
});

it('looks at nobody who has gone', () => {
  const access = watched();
  const unwatch = watch.add(access);
  unwatch();
  access.versionNow = '2';
  clock.advanceBy(5 * second);
  expect(access.checks).toBe(1);
});
