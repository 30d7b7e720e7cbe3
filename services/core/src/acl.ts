/** What a right is about. */
export type ResourceType = 'topic' | 'group' | 'cluster';

/** A thing that a right is about: a topic or group by name, or the cluster. */
export interface Resource {
  readonly type: ResourceType;
  readonly name: string;
}

/** The cluster as a whole, the only resource of its type. */
export const clusterResource: Resource = { type: 'cluster', name: 'weir' };

/** What one may do with a resource. Kafka's operations, as far as Weir has them. */
export type AclOperation =
  | 'read'
  | 'write'
  | 'create'
  | 'delete'
  | 'alter'
  | 'describe'
  | 'alter-configs'
  | 'describe-configs';

/** One line of the access control list. */
export interface AclRule {
  /** `user:NAME`; `*` is everybody who has been authenticated. */
  readonly principal: string;
  readonly resourceType: ResourceType;
  readonly resourceName: string;
  /** `literal`: the name itself, `*` for every name; `prefix`: every name that starts so. */
  readonly patternType: 'literal' | 'prefix';
  readonly operation: AclOperation | 'all';
  readonly permission: 'allow' | 'deny';
}

/** Who wants to do what with which resource. */
export interface AccessRequest {
  readonly principal: string;
  readonly operation: AclOperation;
  readonly resource: Resource;
}

/** An ALLOW of one of these allows the operation, too. Source: Kafka's AclAuthorizer. */
const impliedBy: Partial<Record<AclOperation, readonly AclOperation[]>> = {
  describe: ['read', 'write', 'delete', 'alter'],
  'describe-configs': ['alter-configs'],
};

/**
 * Whether the list allows it: some rule allows it, and none denies it. Without a rule it is not allowed.
 *
 * An allowed operation may imply others (`impliedBy`); a denied one denies itself alone.
 */
export function isAllowed(rules: Iterable<AclRule>, request: AccessRequest): boolean {
  const allowing = new Set<string>(['all', request.operation]);
  for (const operation of impliedBy[request.operation] ?? []) allowing.add(operation);
  let hasAllow = false;
  for (const rule of rules) {
    if (!concerns(rule, request)) continue;
    if (rule.permission === 'allow') hasAllow ||= allowing.has(rule.operation);
    else if (rule.operation === 'all' || rule.operation === request.operation) return false;
  }
  return hasAllow;
}

function concerns(rule: AclRule, { principal, resource }: AccessRequest): boolean {
  if (rule.resourceType !== resource.type) return false;
  if (rule.principal !== '*' && rule.principal !== principal) return false;
  if (rule.patternType === 'prefix') return resource.name.startsWith(rule.resourceName);
  return rule.resourceName === '*' || rule.resourceName === resource.name;
}
