import { unrestrictedCaller } from '@weir/runtime';
import { expect, it, vi } from 'vitest';

import { RuleCaller } from '@weir/runtime/fixtures';
import { ByteQuota } from './byte-quota.ts';

function quotaOf(caller: RuleCaller, kind: 'produce' | 'fetch' = 'produce') {
  return new ByteQuota(caller, kind);
}

it('counts nothing of a service of the cluster', () => {
  const charge = vi.spyOn(unrestrictedCaller, 'charge');
  const quota = new ByteQuota(unrestrictedCaller, 'produce');
  expect(quota.charge(1_000_000, 1)).toBe(0);
  quota.requireRested();
  expect(quota.restMs()).toBe(0);
  expect(charge).not.toHaveBeenCalled();
});

it('charges bytes of its kind, and rounds the pause up, to at most 30 s', () => {
  const caller = new RuleCaller();
  const quota = quotaOf(caller);
  expect(quota.charge(100, 1)).toBe(0);
  caller.pauseMs = 12.3;
  expect(quota.charge(100)).toBe(13);
  caller.pauseMs = 100_000;
  expect(quota.charge(100)).toBe(30_000);
  expect(quotaOf(caller, 'fetch').charge(7)).toBe(30_000);
  expect(caller.usages).toEqual([
    { producedBytes: 100, requests: 1 },
    { producedBytes: 100 },
    { producedBytes: 100 },
    { fetchedBytes: 7 },
  ]);
});

it('tells how long a stream should rest, in bytes and requests, without counting any', () => {
  const caller = new RuleCaller();
  caller.pauseMs = 12.3;
  expect(quotaOf(caller).restMs()).toBe(13);
  expect(quotaOf(caller, 'fetch').restMs()).toBe(13);
  expect(caller.usages).toEqual([{ producedBytes: 0, requests: 0 }, { fetchedBytes: 0 }]);
});

it('refuses a caller that is back too early, with the rest of its pause', () => {
  const caller = new RuleCaller();
  const quota = quotaOf(caller);
  caller.pauseMs = 0.4;
  quota.requireRested();
  caller.pauseMs = 250.5;
  expect(() => {
    quota.requireRested();
  }).toThrow(
    expect.objectContaining({
      code: 'THROTTLING_QUOTA_EXCEEDED',
      metadata: { retry_after_ms: '251' },
    }) as Error,
  );
});
