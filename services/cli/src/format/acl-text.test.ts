import type { Acl } from '@weir/client';
import { expect, it } from 'vitest';
import { rowTable } from '../result/list-result.ts';
import { aclColumns, aclText, compareAcls } from './acl-text.ts';

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
  expect(rowTable([read, denied, group].toSorted(compareAcls), aclColumns)).toBe(
    [
      'RESOURCE  NAME     PRINCIPAL  PERMISSION  OPERATION',
      'group     orders…  user:bob   allow       read',
      'topic     orders   user:ann   deny        all',
      'topic     orders   user:bob   allow       read',
    ].join('\n'),
  );
  expect(aclText(group)).toBe('user:bob allow read group orders…');
});
