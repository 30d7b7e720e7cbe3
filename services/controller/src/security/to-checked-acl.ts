import { clusterResource, toGroupId, toTopicName, WeirError } from '@weir/core';
import {
  type Acl,
  AclOperation,
  AclPermission,
  type PatternType,
  type ResourceType,
} from '@weir/protos';
import { checkUserOrEverybody } from './check-principal.ts';

const everyName = '*';

/**
 * An ACL as it is kept: with its pattern type named, and the cluster by its name. Throws
 * `INVALID_REQUEST`, `INVALID_TOPIC` or `INVALID_GROUP_ID`.
 */
export function toCheckedAcl(acl: Acl): Acl {
  const { principal, resourceType, operation, permission } = acl;
  checkUserOrEverybody(principal);
  checkKnown('operation', operation, AclOperation);
  checkKnown('permission', permission, AclPermission);
  const patternType = toCheckedPattern(acl.patternType);
  const resourceName = toCheckedName(resourceType, acl.resourceName, patternType);
  return { principal, resourceType, resourceName, patternType, operation, permission };
}

/** Known by name, and said at all. */
function checkKnown(what: string, value: string | number, known: object): void {
  if (`${value}`.endsWith('_UNSPECIFIED')) {
    throw new WeirError('INVALID_REQUEST', `The ACL names no ${what}`);
  }
  if (!Object.hasOwn(known, value)) throw unknown(what, value);
}

function toCheckedPattern(patternType: PatternType): PatternType {
  if (patternType === 'PATTERN_TYPE_UNSPECIFIED') return 'PATTERN_TYPE_LITERAL';
  if (patternType === 'PATTERN_TYPE_LITERAL' || patternType === 'PATTERN_TYPE_PREFIX') {
    return patternType;
  }
  throw unknown('pattern type', patternType);
}

function toCheckedName(resourceType: ResourceType, name: string, patternType: PatternType): string {
  switch (resourceType) {
    case 'RESOURCE_TYPE_TOPIC':
      if (isEveryName(name, patternType)) return name;
      checkTopicPattern(name, patternType);
      return name;
    case 'RESOURCE_TYPE_GROUP':
      if (isEveryName(name, patternType)) return name;
      return toGroupId(name);
    case 'RESOURCE_TYPE_CLUSTER':
      return toClusterName(name, patternType);
    case 'RESOURCE_TYPE_UNSPECIFIED':
      throw new WeirError('INVALID_REQUEST', 'The ACL names no resource type');
    default:
      throw unknown('resource type', resourceType);
  }
}

function isEveryName(name: string, patternType: PatternType): boolean {
  if (name !== everyName) return false;
  if (patternType === 'PATTERN_TYPE_LITERAL') return true;
  throw new WeirError('INVALID_REQUEST', 'Prefix is "*": a literal "*" stands for every name');
}

/** A topic may be named `..a`, so that what no name may be is fine as the beginning of one. */
function checkTopicPattern(name: string, patternType: PatternType): void {
  const isDots = name === '.' || name === '..';
  if (!isDots || patternType === 'PATTERN_TYPE_LITERAL') toTopicName(name);
}

function toClusterName(name: string, patternType: PatternType): string {
  const isNamed = name === clusterResource.name || name === '';
  if (isNamed && patternType === 'PATTERN_TYPE_LITERAL') return clusterResource.name;
  throw new WeirError(
    'INVALID_REQUEST',
    `The cluster is named "${clusterResource.name}", as a literal, and not "${name}"`,
  );
}

function unknown(what: string, value: string | number): WeirError {
  return new WeirError('INVALID_REQUEST', `The ACL has an unknown ${what}, ${value}`);
}
