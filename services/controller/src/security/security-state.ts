import { WeirError } from '@weir/core';
import type { Acl, AclFilter, ApiKey, ApiKeyRecord, Quota, SecurityDocument } from '@weir/protos';
import { checkUserOrEverybody } from './check-principal.ts';
import { toCheckedAcl } from './to-checked-acl.ts';

/** What a security document says, whichever version it has. */
export type SecurityContent = Omit<SecurityDocument, 'version'>;

/** What a change comes to. */
export interface SecurityChange<Result> {
  /** What the next document says; undefined where nothing changes. */
  readonly content: SecurityContent | undefined;
  readonly result: Result;
}

/** Most of each that a document has. */
export const securityLimits = { acls: 10_000, apiKeys: 10_000, quotas: 1_000 } as const;

/** Most ACLs that are created at once. */
const maxCreatedAcls = 1_000;

/** The document before there was any. */
export const emptySecurityDocument: SecurityDocument = {
  version: 0,
  acls: [],
  apiKeys: [],
  quotas: [],
};

/**
 * Rights, API keys and limits, and what changes of them come to. A change makes the content of the next
 * document and leaves this one as it is: it is stored first.
 *
 * Pure state. Invariants:
 *   - No two ACLs are the same, no two API keys have one id, no two quotas one principal.
 *   - Nothing grows beyond `securityLimits`.
 * Tests: `security-state.test.ts`.
 */
export class SecurityState {
  readonly document: SecurityDocument;

  constructor(document: SecurityDocument) {
    this.document = document;
  }

  /** Adds those that are not there yet, and says how many; all are checked before any is added. */
  createAcls(acls: readonly Acl[]): SecurityChange<number> {
    if (acls.length === 0 || acls.length > maxCreatedAcls) {
      throw new WeirError(
        'INVALID_REQUEST',
        `The request has ${acls.length} ACLs, allowed are 1 to ${maxCreatedAcls}`,
      );
    }
    const known = new Set(this.document.acls.map(toKey));
    const added = new Map(acls.map(toCheckedAcl).map((acl) => [toKey(acl), acl]));
    const fresh = [...added].filter(([key]) => !known.has(key)).map(([, acl]) => acl);
    const content = this.#with({ acls: [...this.document.acls, ...fresh] });
    return { content: fresh.length === 0 ? undefined : content, result: fresh.length };
  }

  /** Takes away what the filter matches; without any field it matches everything. */
  deleteAcls(filter: AclFilter | null): SecurityChange<Acl[]> {
    const gone = new Set(this.listAcls(filter));
    const acls = this.document.acls.filter((acl) => !gone.has(acl));
    const content = gone.size === 0 ? undefined : this.#with({ acls });
    return { content, result: [...gone] };
  }

  listAcls(filter: AclFilter | null): Acl[] {
    const wanted = Object.entries(filter ?? {}).filter(([, value]) => !isLeftOut(value));
    const fieldsOf = (acl: Acl): Record<string, unknown> => ({ ...acl });
    return this.document.acls.filter((acl) =>
      wanted.every(([field, value]) => fieldsOf(acl)[field] === value),
    );
  }

  addApiKey(record: ApiKeyRecord): SecurityChange<ApiKey | null> {
    const apiKeys = [...this.document.apiKeys, record];
    return { content: this.#with({ apiKeys }), result: record.key };
  }

  /** Of a principal; of all without one. */
  listApiKeys(principal: string): ApiKey[] {
    return this.document.apiKeys
      .flatMap(({ key }) => key ?? [])
      .filter((key) => principal === '' || key.principal === principal);
  }

  /** `API_KEY_NOT_FOUND` for an unknown id. */
  revokeApiKey(keyId: string): SecurityChange<ApiKey> {
    const revoked = this.listApiKeys('').find((key) => key.keyId === keyId);
    if (revoked === undefined) {
      throw new WeirError('API_KEY_NOT_FOUND', `There is no API key "${keyId}"`);
    }
    const apiKeys = this.document.apiKeys.filter(({ key }) => key?.keyId !== keyId);
    return { content: this.#with({ apiKeys }), result: revoked };
  }

  /** In place of the one that the principal has; without any limit it is taken away. */
  setQuota(quota: Quota): SecurityChange<void> {
    checkQuota(quota);
    const { principal } = quota;
    const known = this.document.quotas.find((each) => each.principal === principal);
    const others = this.document.quotas.filter((each) => each !== known);
    const isWithoutLimit = limitsOf(quota).every(([, limit]) => limit === 0);
    if (isWithoutLimit && known === undefined) return { content: undefined, result: undefined };
    const quotas = isWithoutLimit ? others : [...others, quota];
    return { content: this.#with({ quotas }), result: undefined };
  }

  #with(change: Partial<SecurityContent>): SecurityContent {
    const { acls, apiKeys, quotas } = this.document;
    const content = { acls, apiKeys, quotas, ...change };
    checkRoom('ACLs', content.acls.length, securityLimits.acls);
    checkRoom('API keys', content.apiKeys.length, securityLimits.apiKeys);
    checkRoom('quotas', content.quotas.length, securityLimits.quotas);
    return content;
  }
}

function toKey(acl: Acl): string {
  const { principal, resourceType, resourceName, patternType, operation, permission } = acl;
  return [principal, resourceType, resourceName, patternType, operation, permission].join('\0');
}

function isLeftOut(value: unknown): boolean {
  return value === '' || (typeof value === 'string' && value.endsWith('_UNSPECIFIED'));
}

function limitsOf(quota: Quota): [name: string, limit: number][] {
  return [
    ['produced bytes per second', quota.produceBytesPerSecond],
    ['fetched bytes per second', quota.fetchBytesPerSecond],
    ['requests per second', quota.requestsPerSecond],
  ];
}

function checkQuota(quota: Quota): void {
  checkUserOrEverybody(quota.principal);
  for (const [name, limit] of limitsOf(quota)) {
    if (limit >= 0) continue;
    throw new WeirError('INVALID_REQUEST', `Limit of ${name} is ${limit}, wanted is 0 or more`);
  }
}

function checkRoom(what: string, count: number, max: number): void {
  if (count <= max) return;
  throw new WeirError('POLICY_VIOLATION', `There would be ${count} ${what}, allowed are ${max}`);
}
