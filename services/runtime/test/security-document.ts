import { createHash } from 'node:crypto';
import type { Acl, ApiKeyRecord, Quota, SecurityDocument } from '@weir/protos';

/** A document with nothing but what is given. */
export function securityDocument(
  version: number,
  parts: Partial<SecurityDocument> = {},
): SecurityDocument {
  return { version, acls: [], apiKeys: [], quotas: [], ...parts };
}

/** A key `weir_<keyId>_<secret>` as the cluster keeps it. */
export function apiKeyRecord(
  keyId: string,
  secret: string,
  { principal = 'user:ann', expiresAtMs = 0 } = {},
): ApiKeyRecord {
  return {
    key: { keyId, principal, description: '', createdAtMs: 0, expiresAtMs },
    secretSha256: createHash('sha256').update(secret).digest(),
  };
}

/** An ALLOW for the topic `orders`, unless it says otherwise. */
export function allowing(principal: string, parts: Partial<Acl> = {}): Acl {
  return {
    principal,
    resourceType: 'RESOURCE_TYPE_TOPIC',
    resourceName: 'orders',
    patternType: 'PATTERN_TYPE_LITERAL',
    operation: 'ACL_OPERATION_ALL',
    permission: 'ACL_PERMISSION_ALLOW',
    ...parts,
  };
}

/** Limits; those that are left out do not exist. */
export function quota(principal: string, limits: Partial<Quota>): Quota {
  return {
    principal,
    produceBytesPerSecond: 0,
    fetchBytesPerSecond: 0,
    requestsPerSecond: 0,
    ...limits,
  };
}
