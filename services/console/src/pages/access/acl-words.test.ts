import type { Acl } from '@weir/protos';
import { expect, it } from 'vitest';
import { aclCommand, resourceText } from './acl-words.ts';

const acl: Acl = {
  ...{ principal: 'user:ann', resourceType: 'RESOURCE_TYPE_TOPIC', resourceName: 'orders' },
  ...{ patternType: 'PATTERN_TYPE_LITERAL', operation: 'ACL_OPERATION_READ' },
  permission: 'ACL_PERMISSION_ALLOW',
};
const prefix = { ...acl, patternType: 'PATTERN_TYPE_PREFIX' } as const;
const cluster = { ...acl, resourceType: 'RESOURCE_TYPE_CLUSTER', resourceName: 'weir' } as const;
const everyGroup = { ...acl, resourceType: 'RESOURCE_TYPE_GROUP', resourceName: '*' } as const;

it.each([
  [acl, 'topic orders'],
  [prefix, 'topics that start with orders'],
  [everyGroup, 'every group'],
  [cluster, 'the cluster'],
])('says what %j is about', (subject, text) => {
  expect(resourceText(subject)).toBe(text);
});

it.each([
  [[acl], 'weir acl create --principal user:ann --topic orders --operation read'],
  [
    [prefix, { ...prefix, operation: 'ACL_OPERATION_WRITE' } as const],
    'weir acl create --principal user:ann --topic orders --prefix --operation read,write',
  ],
  [[everyGroup], "weir acl create --principal user:ann --group '*' --operation read"],
  [
    [{ ...cluster, permission: 'ACL_PERMISSION_DENY' } as const],
    'weir acl create --principal user:ann --cluster --operation read --deny',
  ],
])('makes the command that creates %j', (acls, command) => {
  expect(aclCommand('create', acls)).toBe(command);
});

it('deletes only what allows, or only what denies', () => {
  expect(aclCommand('delete', [acl])).toBe(
    'weir acl delete --principal user:ann --topic orders --operation read --allow',
  );
});
