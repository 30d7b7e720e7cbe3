import { Buffer } from 'node:buffer';
import type { Acl, ApiKey, Quota, SecurityDocument } from '@weir/protos';

/** A security document as it is kept: as JSON can have it. */
export interface StoredSecurity {
  readonly version: number;
  readonly acls: readonly Acl[];
  readonly apiKeys: readonly StoredApiKey[];
  readonly quotas: readonly Quota[];
}

interface StoredApiKey {
  readonly key: ApiKey | null;
  /** Base64. */
  readonly secretSha256: string;
}

/** A document, to be kept. */
export function toStoredSecurity(document: SecurityDocument): StoredSecurity {
  const apiKeys = document.apiKeys.map(({ key, secretSha256 }) => ({
    key,
    secretSha256: secretSha256.toString('base64'),
  }));
  return { ...document, apiKeys };
}

/** A document that was kept. */
export function fromStoredSecurity(stored: StoredSecurity): SecurityDocument {
  const apiKeys = stored.apiKeys.map(({ key, secretSha256 }) => ({
    key,
    secretSha256: Buffer.from(secretSha256, 'base64'),
  }));
  return { ...stored, acls: [...stored.acls], apiKeys, quotas: [...stored.quotas] };
}
