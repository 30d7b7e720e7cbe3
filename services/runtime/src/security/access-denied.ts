import { type AclOperation, type Resource, type ResourceType, WeirError } from '@weir/core';

const codes = {
  topic: 'TOPIC_AUTHORIZATION_FAILED',
  group: 'GROUP_AUTHORIZATION_FAILED',
  cluster: 'CLUSTER_AUTHORIZATION_FAILED',
} as const satisfies Record<ResourceType, string>;

const verbs = {
  read: 'read',
  write: 'write to',
  create: 'create',
  delete: 'delete',
  alter: 'alter',
  describe: 'describe',
  'alter-configs': 'alter the configs of',
  'describe-configs': 'describe the configs of',
} as const satisfies Record<AclOperation, string>;

/** Says what a principal may not do, and what would allow it. */
export function accessDenied(
  principal: string,
  operation: AclOperation,
  { type, name }: Resource,
): WeirError {
  const what = type === 'cluster' ? 'the cluster' : `${type} "${name}"`;
  const option = type === 'cluster' ? '--cluster' : `--${type} ${quoted(name)}`;
  return new WeirError(
    codes[type],
    `${principal} may not ${verbs[operation]} ${what}: allow it with ` +
      `weir acl create --principal ${quoted(principal)} --operation ${operation} ${option}`,
  );
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w.:@/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
