import { WeirError } from '@weir/core';
import type {
  Acl as AclMessage,
  AclFilterInput,
  AclInput,
  AclOperation,
  AclPermission,
  PatternType,
  ResourceType,
} from '@weir/protos';
import type { Acl, AclFilter, NewAcl } from './security-types.ts';

const resourceTypes = {
  topic: 'RESOURCE_TYPE_TOPIC',
  group: 'RESOURCE_TYPE_GROUP',
  cluster: 'RESOURCE_TYPE_CLUSTER',
} as const satisfies Record<Acl['resourceType'], ResourceType>;

const patternTypes = {
  literal: 'PATTERN_TYPE_LITERAL',
  prefix: 'PATTERN_TYPE_PREFIX',
} as const satisfies Record<Acl['patternType'], PatternType>;

const operations = {
  all: 'ACL_OPERATION_ALL',
  read: 'ACL_OPERATION_READ',
  write: 'ACL_OPERATION_WRITE',
  create: 'ACL_OPERATION_CREATE',
  delete: 'ACL_OPERATION_DELETE',
  alter: 'ACL_OPERATION_ALTER',
  describe: 'ACL_OPERATION_DESCRIBE',
  'alter-configs': 'ACL_OPERATION_ALTER_CONFIGS',
  'describe-configs': 'ACL_OPERATION_DESCRIBE_CONFIGS',
} as const satisfies Record<Acl['operation'], AclOperation>;

const permissions = {
  allow: 'ACL_PERMISSION_ALLOW',
  deny: 'ACL_PERMISSION_DENY',
} as const satisfies Record<Acl['permission'], AclPermission>;

/** An ACL to create, as the wire has it. */
export function toAclMessage(acl: NewAcl): AclInput {
  const { patternType = 'literal', permission = 'allow', resourceName = '', ...rest } = acl;
  return toAclFilterMessage({ ...rest, patternType, permission, resourceName });
}

/** A filter as the wire has it. */
export function toAclFilterMessage(filter: AclFilter): AclFilterInput {
  const { principal, resourceType, resourceName, patternType, operation, permission } = filter;
  return {
    ...(principal === undefined ? {} : { principal }),
    ...(resourceType === undefined ? {} : { resourceType: resourceTypes[resourceType] }),
    ...(resourceName === undefined ? {} : { resourceName }),
    ...(patternType === undefined ? {} : { patternType: patternTypes[patternType] }),
    ...(operation === undefined ? {} : { operation: operations[operation] }),
    ...(permission === undefined ? {} : { permission: permissions[permission] }),
  };
}

/** An ACL of the wire; `UNSUPPORTED_VERSION` for one of a newer Weir that this client does not know. */
export function fromAclMessage(message: AclMessage): Acl {
  const { principal, resourceName } = message;
  return {
    principal,
    resourceType: nameOf(resourceTypes, message.resourceType),
    resourceName,
    patternType: nameOf(patternTypes, message.patternType),
    operation: nameOf(operations, message.operation),
    permission: nameOf(permissions, message.permission),
  };
}

function nameOf<Name extends string>(names: Readonly<Record<Name, string>>, value: string): Name {
  for (const name of Object.keys(names) as Name[]) if (names[name] === value) return name;
  throw new WeirError(
    'UNSUPPORTED_VERSION',
    `There are ACLs with ${value}, which this client does not know: use a newer one`,
  );
}
