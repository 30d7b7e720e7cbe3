import type { SecurityDocument } from '@weir/protos';
import { expect, it, vi } from 'vitest';
import { SecurityView } from './security-view.ts';

const empty: SecurityDocument = { version: 0, acls: [], apiKeys: [], quotas: [] };

it('takes a newer document and refuses one that is as old', () => {
  const view = new SecurityView();
  expect(view.apply({ ...empty, version: 2 })).toBe(true);
  expect(view.apply({ ...empty, version: 2 })).toBe(false);
  expect(view.apply({ ...empty, version: 1 })).toBe(false);
  expect(view.version).toBe(2);
});

it('is loaded by a document that says that there is nothing', () => {
  const view = new SecurityView();
  expect(view.isLoaded).toBe(false);
  expect(view.apply(empty)).toBe(false);
  expect(view.isLoaded).toBe(true);
});

it('tells its listeners of each change until they leave', () => {
  const view = new SecurityView();
  const listener = vi.fn<() => void>();
  const leave = view.onChange(listener);
  view.apply({ ...empty, version: 1 });
  view.apply({ ...empty, version: 1 });
  leave();
  view.apply({ ...empty, version: 2 });
  expect(listener).toHaveBeenCalledTimes(1);
});

it('finds the rules of a principal and those of everybody', () => {
  const view = new SecurityView();
  const acl = {
    principal: 'user:ann',
    resourceType: 'RESOURCE_TYPE_TOPIC',
    resourceName: 'orders',
    patternType: 'PATTERN_TYPE_UNSPECIFIED',
    operation: 'ACL_OPERATION_WRITE',
    permission: 'ACL_PERMISSION_ALLOW',
  } as const;
  view.apply({
    ...empty,
    version: 1,
    acls: [
      acl,
      { ...acl, principal: '*', patternType: 'PATTERN_TYPE_PREFIX' },
      { ...acl, principal: 'user:bob' },
      { ...acl, operation: 'ACL_OPERATION_UNSPECIFIED' },
    ],
  });
  const rule = {
    principal: 'user:ann',
    resourceType: 'topic',
    resourceName: 'orders',
    patternType: 'literal',
    operation: 'write',
    permission: 'allow',
  };
  expect(view.rulesOf('user:ann')).toEqual([
    rule,
    { ...rule, principal: '*', patternType: 'prefix' },
  ]);
  expect(view.rulesOf('user:eve')).toHaveLength(1);
});

it("finds a principal's own quota before that of everybody", () => {
  const view = new SecurityView();
  const everybody = {
    principal: '*',
    produceBytesPerSecond: 1,
    fetchBytesPerSecond: 0,
    requestsPerSecond: 0,
  };
  const own = { ...everybody, principal: 'user:ann', produceBytesPerSecond: 2 };
  expect(view.quotaOf('user:ann')).toBeUndefined();
  view.apply({ ...empty, version: 1, quotas: [everybody, own] });
  expect(view.quotaOf('user:ann')).toEqual(own);
  expect(view.quotaOf('user:bob')).toEqual(everybody);
});

it('finds keys by id, and forgets those that a newer document does not have', () => {
  const view = new SecurityView();
  const key = {
    keyId: 'k1',
    principal: 'user:ann',
    description: '',
    createdAtMs: 1,
    expiresAtMs: 0,
  };
  view.apply({ ...empty, version: 1, apiKeys: [{ key, secretSha256: Buffer.alloc(32) }] });
  expect(view.apiKey('k1')?.key).toEqual(key);
  view.apply({ ...empty, version: 2 });
  expect(view.apiKey('k1')).toBeUndefined();
});
