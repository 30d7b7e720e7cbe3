import type { AclOperation, Resource } from '@weir/core';

/** Who makes a call, and what they may do. */
export interface Caller {
  /** `user:NAME`, `service:NAME` of a service of the cluster, or `anonymous` where nobody is asked. */
  readonly principal: string;
  /** A service of the cluster, which may call what others may not. */
  readonly isInternal: boolean;
  /** Grows when keys, rights or limits change: what was allowed before should be asked again. */
  readonly securityVersion: number;
  /** Whether it may do that with the resource now. */
  may(operation: AclOperation, resource: Resource): boolean;
  /**
   * Nothing when it may; else throws `TOPIC_`, `GROUP_` or `CLUSTER_AUTHORIZATION_FAILED` (after an entry
   * in the audit log), or `AUTHENTICATION_FAILED` when its credentials are not valid any more.
   */
  require(operation: AclOperation, resource: Resource): void;
  /** Throws `AUTHENTICATION_FAILED` once its credentials have expired or were revoked. */
  checkCredentials(): void;
  /**
   * Counts what it sends or gets against its quota. Returns how many milliseconds it should pause, 0 for
   * not at all. 0 bytes of a kind count nothing: they ask how long the pause for that kind still is.
   */
  charge(usage: Usage): number;
}

/** What a caller's quota counts. */
export interface Usage {
  readonly producedBytes?: number;
  readonly fetchedBytes?: number;
  readonly requests?: number;
}

/** Every caller of a server that asks nobody who they are. */
export const unrestrictedCaller: Caller = {
  principal: 'anonymous',
  isInternal: true,
  securityVersion: 0,
  may: () => true,
  require: () => undefined,
  checkCredentials: () => undefined,
  charge: () => 0,
};
