import { unrestrictedCaller } from '@weir/runtime';
import { expect, it, vi } from 'vitest';

import { RuleCaller } from '@weir/runtime/fixtures';
import { ByteQuota } from './byte-quota.ts';

function quotaOf(caller: RuleCaller, kind: 'produce' | 'fetch' = 'produce') {
  const throttled = vi.fn<(kind: string, pauseMs: number) => void>();
  return { quota: new ByteQuota(caller, kind, { throttled }), throttled };
}

it('counts nothing of a service of the cluster', () => {
  const throttled = vi.fn<() => void>();
  const charge = vi.spyOn(unrestrictedCaller, 'charge');
  const quota = new ByteQuota(unrestrictedCaller, 'produce', { throttled });
  expect(quota.charge(1_000_000, 1)).toBe(0);
  quota.requireRested();
  expect(quota.restMs()).toBe(0);
  expect(charge).not.toHaveBeenCalled();
});

it('charges bytes of its kind, and rounds the pause up, to at most 30 s', () => {
  const caller = new RuleCaller();
  const { quota, throttled } = quotaOf(caller);
  expect(quota.charge(100, 1)).toBe(0);
  expect(throttled).not.toHaveBeenCalled();
  caller.pauseMs = 12.3;
  expect(quota.charge(100)).toBe(13);
  expect(throttled).toHaveBeenCalledWith('produce', 13);
  caller.pauseMs = 100_000;
  expect(quota.charge(100)).toBe(30_000);
  expect(quotaOf(caller, 'fetch').quota.charge(7)).toBe(30_000);
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
  expect(quotaOf(caller).quota.restMs()).toBe(13);
  expect(quotaOf(caller, 'fetch').quota.restMs()).toBe(13);
  expect(caller.usages).toEqual([{ producedBytes: 0, requests: 0 }, { fetchedBytes: 0 }]);
});

it('refuses a caller that is back too early, with the rest of its pause', () => {
  const caller = new RuleCaller();
  const { quota } = quotaOf(caller);
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
