import type { AclRule } from '@weir/core';
import type { Acl } from '@weir/protos';

const resourceTypes: Readonly<Record<string, AclRule['resourceType']>> = {
  RESOURCE_TYPE_TOPIC: 'topic',
  RESOURCE_TYPE_GROUP: 'group',
  RESOURCE_TYPE_CLUSTER: 'cluster',
};

const operations: Readonly<Record<string, AclRule['operation']>> = {
  ACL_OPERATION_ALL: 'all',
  ACL_OPERATION_READ: 'read',
  ACL_OPERATION_WRITE: 'write',
  ACL_OPERATION_CREATE: 'create',
  ACL_OPERATION_DELETE: 'delete',
  ACL_OPERATION_ALTER: 'alter',
  ACL_OPERATION_DESCRIBE: 'describe',
  ACL_OPERATION_ALTER_CONFIGS: 'alter-configs',
  ACL_OPERATION_DESCRIBE_CONFIGS: 'describe-configs',
};

const permissions: Readonly<Record<string, AclRule['permission']>> = {
  ACL_PERMISSION_ALLOW: 'allow',
  ACL_PERMISSION_DENY: 'deny',
};

/** A rule as the wire has it; none for one of a newer Weir, about what this one does not know. */
export function toAclRule(acl: Acl): AclRule | undefined {
  const resourceType = resourceTypes[acl.resourceType];
  const operation = operations[acl.operation];
  const permission = permissions[acl.permission];
  if (resourceType === undefined || operation === undefined || permission === undefined) {
    return undefined;
  }
  return {
    principal: acl.principal,
    resourceType,
    resourceName: acl.resourceName,
    patternType: acl.patternType === 'PATTERN_TYPE_PREFIX' ? 'prefix' : 'literal',
    operation,
    permission,
  };
}
