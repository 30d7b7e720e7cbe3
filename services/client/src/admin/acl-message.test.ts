import { describe, expect, it } from 'vitest';
import { fromAclMessage, toAclFilterMessage, toAclMessage } from './acl-message.ts';
import type { Acl } from './security-types.ts';

const read: Acl = {
  principal: 'user:ann',
  resourceType: 'topic',
  resourceName: 'orders-',
  patternType: 'prefix',
  operation: 'alter-configs',
  permission: 'deny',
};
const message = {
  principal: 'user:ann',
  resourceType: 'RESOURCE_TYPE_TOPIC',
  resourceName: 'orders-',
  patternType: 'PATTERN_TYPE_PREFIX',
  operation: 'ACL_OPERATION_ALTER_CONFIGS',
  permission: 'ACL_PERMISSION_DENY',
} as const;

describe('an ACL', () => {
  it('is the same in words and on the wire', () => {
    expect(toAclMessage(read)).toEqual(message);
    expect(fromAclMessage(message)).toEqual(read);
  });

  it('allows, and means a name as it is, unless it says otherwise', () => {
    const acl = { principal: '*', resourceType: 'cluster', operation: 'all' } as const;
    expect(toAclMessage(acl)).toEqual({
      principal: '*',
      resourceType: 'RESOURCE_TYPE_CLUSTER',
      resourceName: '',
      patternType: 'PATTERN_TYPE_LITERAL',
      operation: 'ACL_OPERATION_ALL',
      permission: 'ACL_PERMISSION_ALLOW',
    });
  });

  it('of a newer Weir is refused, not shown as something else', () => {
    const newer = { ...message, operation: 12 as never };
    expect(() => fromAclMessage(newer)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_VERSION' }),
    );
  });
});

it('leaves out of a filter what is not given', () => {
  expect(toAclFilterMessage({})).toEqual({});
  expect(toAclFilterMessage({ permission: 'deny' })).toEqual({
    permission: 'ACL_PERMISSION_DENY',
  });
});
