import type { Acl } from '@weir/protos';
import { weirCommand } from '../../format/weir-command.ts';

type Operation = Acl['operation'];

/** What can be allowed or denied, and how the command line says it. */
export const operationWords: Readonly<Record<Operation, string>> = {
  ACL_OPERATION_UNSPECIFIED: 'unknown',
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

const resourceWords: Readonly<Record<Acl['resourceType'], string>> = {
  RESOURCE_TYPE_UNSPECIFIED: 'unknown',
  RESOURCE_TYPE_TOPIC: 'topic',
  RESOURCE_TYPE_GROUP: 'group',
  RESOURCE_TYPE_CLUSTER: 'cluster',
};

/** Whether it is about every name that starts so. */
function isPrefix({ patternType }: Pick<Acl, 'patternType'>): boolean {
  return patternType === 'PATTERN_TYPE_PREFIX';
}

/** What an ACL is about, in words: `topic orders`, `topics that start with order`, `the cluster`. */
export function resourceText(acl: Acl): string {
  const { resourceType, resourceName } = acl;
  if (resourceType === 'RESOURCE_TYPE_CLUSTER') return 'the cluster';
  const word = resourceWords[resourceType];
  if (isPrefix(acl)) return `${word}s that start with ${resourceName}`;
  return resourceName === '*' ? `every ${word}` : `${word} ${resourceName}`;
}

/** Whether it lets do, or denies. */
export function isAllowed({ permission }: Pick<Acl, 'permission'>): boolean {
  return permission === 'ACL_PERMISSION_ALLOW';
}

/** The command that makes ACLs for one principal and one resource, or takes exactly these away. */
export function aclCommand(verb: 'create' | 'delete', acls: readonly Acl[]): string {
  const [acl] = acls;
  if (acl === undefined) return weirCommand('acl', verb);
  const { resourceType, resourceName, principal } = acl;
  const isCluster = resourceType === 'RESOURCE_TYPE_CLUSTER';
  const allow = verb === 'delete' && isAllowed(acl);
  return weirCommand(
    ...['acl', verb],
    ['--principal', principal],
    isCluster ? ['--cluster', true] : [`--${resourceWords[resourceType]}`, resourceName],
    ['--prefix', isPrefix(acl)],
    ['--operation', acls.map(({ operation }) => operationWords[operation]).join(',')],
    ['--allow', allow],
    ['--deny', !isAllowed(acl)],
  );
}
