import type { Acl } from '@weir/protos';
import { describe, expect, it } from 'vitest';
import { toCheckedAcl } from './to-checked-acl.ts';

const acl: Acl = {
  principal: 'user:ann',
  resourceType: 'RESOURCE_TYPE_TOPIC',
  resourceName: 'orders',
  patternType: 'PATTERN_TYPE_LITERAL',
  operation: 'ACL_OPERATION_READ',
  permission: 'ACL_PERMISSION_ALLOW',
};
const group = { resourceType: 'RESOURCE_TYPE_GROUP' } as const;
const cluster = { resourceType: 'RESOURCE_TYPE_CLUSTER' } as const;
const prefix = { patternType: 'PATTERN_TYPE_PREFIX' } as const;

describe('toCheckedAcl', () => {
  it.each<Partial<Acl>>([
    {},
    { principal: '*' },
    { principal: 'user:CN=ann, O=Orders' },
    { resourceName: '*' },
    { ...prefix, resourceName: '..' },
    { ...group, resourceName: 'Grüße an alle' },
    { ...group, ...prefix, resourceName: 'billing-' },
    { ...cluster, resourceName: 'weir', operation: 'ACL_OPERATION_ALL' },
  ])('takes %o', (change) => {
    expect(toCheckedAcl({ ...acl, ...change })).toEqual({ ...acl, ...change });
  });

  it('takes a pattern type that is left out for a literal one', () => {
    expect(toCheckedAcl({ ...acl, patternType: 'PATTERN_TYPE_UNSPECIFIED' })).toEqual(acl);
  });

  it('names the cluster where it is not named', () => {
    expect(toCheckedAcl({ ...acl, ...cluster, resourceName: '' }).resourceName).toBe('weir');
  });

  it.each<[Partial<Acl>, string, string]>([
    [{ principal: '' }, 'INVALID_REQUEST', 'Principal is ""'],
    [{ principal: 'service:gateway' }, 'INVALID_REQUEST', 'wanted is user:NAME'],
    [{ principal: 'user:' }, 'INVALID_REQUEST', 'has 0 characters'],
    [{ principal: `user:${'n'.repeat(256)}` }, 'INVALID_REQUEST', 'has 256 characters'],
    [{ principal: 'user:*' }, 'INVALID_REQUEST', 'give "*" for everybody'],
    [{ principal: 'user:a\nb' }, 'INVALID_REQUEST', 'control characters'],
    [{ resourceType: 'RESOURCE_TYPE_UNSPECIFIED' }, 'INVALID_REQUEST', 'names no resource type'],
    [{ resourceName: '' }, 'INVALID_TOPIC', 'has 0 characters'],
    [{ resourceName: 'a b' }, 'INVALID_TOPIC', 'a b'],
    [{ resourceName: '..' }, 'INVALID_TOPIC', 'reserved'],
    [{ ...prefix, resourceName: '*' }, 'INVALID_REQUEST', 'a literal "*" stands for every name'],
    [{ ...group, resourceName: '' }, 'INVALID_GROUP_ID', 'has 0 characters'],
    [{ ...group, ...prefix, resourceName: '*' }, 'INVALID_REQUEST', 'Prefix is "*"'],
    [{ ...cluster, resourceName: 'other' }, 'INVALID_REQUEST', 'and not "other"'],
    [{ ...cluster, ...prefix, resourceName: 'weir' }, 'INVALID_REQUEST', 'as a literal'],
    [{ operation: 'ACL_OPERATION_UNSPECIFIED' }, 'INVALID_REQUEST', 'names no operation'],
    [{ permission: 'ACL_PERMISSION_UNSPECIFIED' }, 'INVALID_REQUEST', 'names no permission'],
    [{ operation: 99 as never }, 'INVALID_REQUEST', 'unknown operation, 99'],
    [{ patternType: 99 as never }, 'INVALID_REQUEST', 'unknown pattern type, 99'],
    [{ resourceType: 99 as never }, 'INVALID_REQUEST', 'unknown resource type, 99'],
  ])('refuses %o', (change, code, text) => {
    expect(() => toCheckedAcl({ ...acl, ...change })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(text) as string }),
    );
  });
});
