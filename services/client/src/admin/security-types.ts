import type { AclRule } from '@weir/core';

/** One line of the access control list; DENY wins over ALLOW, and without an ALLOW nothing is allowed. */
export type Acl = AclRule;

/** An ACL to create. */
export interface NewAcl extends Omit<Acl, 'resourceName' | 'patternType' | 'permission'> {
  /** `*` is every name; the cluster needs none. */
  readonly resourceName?: string;
  /** `literal` by default. */
  readonly patternType?: Acl['patternType'];
  /** `allow` by default. */
  readonly permission?: Acl['permission'];
}

/** Which ACLs are meant: those that have all of the fields that are given. */
export type AclFilter = Partial<Acl>;

/** An API key without its secret. */
export interface ApiKeyInfo {
  readonly keyId: string;
  readonly principal: string;
  readonly description: string;
  /** Unix milliseconds. */
  readonly createdAtMs: number;
  /** Unix milliseconds; undefined: never. */
  readonly expiresAtMs?: number;
}

/** An API key to create. */
export interface NewApiKey {
  /** `user:NAME`. */
  readonly principal: string;
  /** At most 256 characters. */
  readonly description?: string;
  /** How long it lasts; for ever by default. */
  readonly ttlMs?: number;
}

/** A key that was created. */
export interface CreatedApiKey {
  readonly key: ApiKeyInfo;
  /** The whole key, as clients show it. Nobody can be asked for it again. */
  readonly secret: string;
}

/** Limits of a principal, at each process of a service; one that is left out is none. */
export interface PrincipalQuota {
  /** `user:NAME`; `*` is for every principal without a quota of its own. */
  readonly principal: string;
  readonly produceBytesPerSecond?: number;
  readonly fetchBytesPerSecond?: number;
  readonly requestsPerSecond?: number;
}
