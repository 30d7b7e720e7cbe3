import type { Acl } from '@weir/client';
import { expect, it } from 'vitest';
import { formatAcls } from './acl-text.ts';

const read: Acl = {
  principal: 'user:bob',
  resourceType: 'topic',
  resourceName: 'orders',
  patternType: 'literal',
  operation: 'read',
  permission: 'allow',
};

it('shows ACLs in order, and which names are beginnings', () => {
  const denied: Acl = { ...read, principal: 'user:ann', permission: 'deny', operation: 'all' };
  const group: Acl = { ...read, resourceType: 'group', patternType: 'prefix' };
  expect(formatAcls([read, denied, group])).toBe(
    [
      'RESOURCE  NAME     PRINCIPAL  PERMISSION  OPERATION',
      'group     orders…  user:bob   allow       read',
      'topic     orders   user:ann   deny        all',
      'topic     orders   user:bob   allow       read',
    ].join('\n'),
  );
});
