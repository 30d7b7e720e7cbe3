import { ManualClock } from '@weir/core';
import type { Quota } from '@weir/protos';
import { expect, it } from 'vitest';
import { quota, securityDocument } from '../../test/security-document.ts';
import { Quotas } from './quotas.ts';
import { SecurityView } from './security-view.ts';

function withQuotas(...quotas: Quota[]) {
  const view = new SecurityView();
  const clock = new ManualClock();
  view.apply(securityDocument(1, { quotas }));
  return { clock, view, quotas: new Quotas({ view, clock, maxPrincipals: 3 }) };
}

it('charges nothing where there is no quota', () => {
  const { quotas } = withQuotas();
  expect(quotas.charge('user:ann', { producedBytes: 1e12 })).toBe(0);
  expect(quotas.size).toBe(0);
});

it('asks for the longest of the pauses', () => {
  const { quotas } = withQuotas(
    quota('user:ann', { produceBytesPerSecond: 1_000, fetchBytesPerSecond: 100 }),
  );
  expect(quotas.charge('user:ann', { producedBytes: 1_500, fetchedBytes: 300 })).toBe(2_000);
});

it('says how long a pause still is when asked with 0 bytes, and counts nothing', () => {
  const { quotas, clock } = withQuotas(quota('user:ann', { produceBytesPerSecond: 1_000 }));
  const ask = (): number => quotas.charge('user:ann', { producedBytes: 0 });
  expect(ask()).toBe(0);
  expect(quotas.charge('user:ann', { producedBytes: 1_500 })).toBe(500);
  clock.advanceBy(200);
  expect([ask(), ask()]).toEqual([300, 300]);
  expect(quotas.charge('user:ann', { fetchedBytes: 0 })).toBe(0);
  clock.advanceBy(300);
  expect(ask()).toBe(0);
});

it('counts each principal for itself against the quota of everybody', () => {
  const { quotas } = withQuotas(quota('*', { produceBytesPerSecond: 1_000 }));
  expect(quotas.charge('user:ann', { producedBytes: 2_000 })).toBe(1_000);
  expect(quotas.charge('user:bob', { producedBytes: 1_000 })).toBe(0);
});

it('refuses requests above the rate without counting them, so that waiting helps', () => {
  const { quotas, clock } = withQuotas(quota('*', { requestsPerSecond: 10 }));
  const passes = (): number => {
    let passed = 0;
    for (let index = 0; index < 100; index += 1) {
      if (quotas.charge('user:ann', { requests: 1 }) === 0) passed += 1;
    }
    return passed;
  };
  expect(passes()).toBe(11);
  expect(quotas.charge('user:ann', { requests: 1 })).toBe(100);
  clock.advanceBy(100);
  expect(passes()).toBe(1);
});

it('never asks for more than a minute at once', () => {
  const { quotas } = withQuotas(quota('*', { produceBytesPerSecond: 1 }));
  expect(quotas.charge('user:ann', { producedBytes: 1e9 })).toBe(60_000);
});

it('forgets the idle ones when there are too many', () => {
  const { quotas, clock } = withQuotas(quota('*', { requestsPerSecond: 10 }));
  for (const principal of ['a', 'b', 'c']) quotas.charge(principal, { requests: 1 });
  clock.advanceBy(2_000);
  quotas.charge('d', { requests: 1 });
  expect(quotas.size).toBe(1);
});

it('stays bounded when nobody is idle', () => {
  const { quotas } = withQuotas(quota('*', { requestsPerSecond: 10 }));
  for (let index = 0; index < 100; index += 1) quotas.charge(`user:${index}`, { requests: 1 });
  expect(quotas.size).toBe(3);
});

it('follows a quota that changes', () => {
  const { quotas, view } = withQuotas(quota('*', { produceBytesPerSecond: 1_000 }));
  expect(quotas.charge('user:ann', { producedBytes: 3_000 })).toBe(2_000);
  view.apply(securityDocument(2));
  expect(quotas.charge('user:ann', { producedBytes: 3_000 })).toBe(0);
});
