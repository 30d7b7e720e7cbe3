import { expect, it } from 'vitest';
import { type AccessRequest, type AclRule, clusterResource, isAllowed } from './acl.ts';

const readOrders: AccessRequest = {
  principal: 'user:ann',
  operation: 'read',
  resource: { type: 'topic', name: 'orders' },
};

function rule(changes: Partial<AclRule> = {}): AclRule {
  return {
    principal: 'user:ann',
    resourceType: 'topic',
    resourceName: 'orders',
    patternType: 'literal',
    operation: 'read',
    permission: 'allow',
    ...changes,
  };
}

it('allows nothing without a rule', () => {
  expect(isAllowed([], readOrders)).toBe(false);
});

it('allows what a rule names: principal, resource and operation', () => {
  expect(isAllowed([rule()], readOrders)).toBe(true);
  expect(isAllowed([rule({ principal: 'user:bob' })], readOrders)).toBe(false);
  expect(isAllowed([rule({ resourceName: 'order' })], readOrders)).toBe(false);
  expect(isAllowed([rule({ resourceType: 'group' })], readOrders)).toBe(false);
  expect(isAllowed([rule({ operation: 'write' })], readOrders)).toBe(false);
});

it('takes prefixes, and stars for every name, principal and operation', () => {
  expect(isAllowed([rule({ patternType: 'prefix', resourceName: 'ord' })], readOrders)).toBe(true);
  expect(isAllowed([rule({ patternType: 'prefix', resourceName: 'x' })], readOrders)).toBe(false);
  expect(isAllowed([rule({ resourceName: '*' })], readOrders)).toBe(true);
  expect(isAllowed([rule({ principal: '*' })], readOrders)).toBe(true);
  expect(isAllowed([rule({ operation: 'all' })], readOrders)).toBe(true);
});

it('lets a denial win, whatever its place in the list', () => {
  const denial = rule({ principal: '*', permission: 'deny' });
  expect(isAllowed([rule(), denial], readOrders)).toBe(false);
  expect(isAllowed([denial, rule()], readOrders)).toBe(false);
  expect(isAllowed([rule(), rule({ operation: 'all', permission: 'deny' })], readOrders)).toBe(
    false,
  );
});

it('implies describe by what needs it, but a denied read denies no describe', () => {
  const describe: AccessRequest = { ...readOrders, operation: 'describe' };
  expect(isAllowed([rule()], describe)).toBe(true);
  expect(isAllowed([rule({ operation: 'alter-configs' })], describe)).toBe(false);
  const both = [rule({ operation: 'write' }), rule({ permission: 'deny' })];
  expect(isAllowed(both, describe)).toBe(true);
  expect(isAllowed(both, readOrders)).toBe(false);
});

it('knows one cluster', () => {
  const create: AccessRequest = {
    principal: 'user:ann',
    operation: 'create',
    resource: clusterResource,
  };
  const rules = [rule({ resourceType: 'cluster', resourceName: 'weir', operation: 'create' })];
  expect(isAllowed(rules, create)).toBe(true);
});
