import { Buffer } from 'node:buffer';
import type { Acl, ApiKeyRecord, Quota } from '@weir/protos';
import { describe, expect, it } from 'vitest';
import {
  emptySecurityDocument,
  type SecurityChange,
  securityLimits,
  SecurityState,
} from './security-state.ts';

const read: Acl = {
  principal: 'user:ann',
  resourceType: 'RESOURCE_TYPE_TOPIC',
  resourceName: 'orders',
  patternType: 'PATTERN_TYPE_LITERAL',
  operation: 'ACL_OPERATION_READ',
  permission: 'ACL_PERMISSION_ALLOW',
};
const write: Acl = { ...read, operation: 'ACL_OPERATION_WRITE' };
const denied: Acl = { ...read, principal: '*', permission: 'ACL_PERMISSION_DENY' };

const noFilter = {
  ...{ principal: '', resourceName: '' },
  resourceType: 'RESOURCE_TYPE_UNSPECIFIED',
  patternType: 'PATTERN_TYPE_UNSPECIFIED',
  operation: 'ACL_OPERATION_UNSPECIFIED',
  permission: 'ACL_PERMISSION_UNSPECIFIED',
} as const;

function keyOf(keyId: string, principal = 'user:ann'): ApiKeyRecord {
  const key = { keyId, principal, description: '', createdAtMs: 1, expiresAtMs: 2 };
  return { key, secretSha256: Buffer.alloc(32) };
}

function quotaOf(principal: string, requestsPerSecond: number): Quota {
  return { principal, produceBytesPerSecond: 0, fetchBytesPerSecond: 0, requestsPerSecond };
}

function after(state: SecurityState, { content }: SecurityChange<unknown>): SecurityState {
  return new SecurityState({ ...(content ?? state.document), version: 1 });
}

const empty = new SecurityState(emptySecurityDocument);

describe('ACLs', () => {
  const some = after(empty, empty.createAcls([read, write, denied]));

  it('are added once, however often they are asked for', () => {
    expect(some.document.acls).toEqual([read, write, denied]);
    expect(some.createAcls([read, write])).toEqual({ content: undefined, result: 0 });
    expect(empty.createAcls([read, read]).result).toBe(1);
  });

  it('are not added when one of them is wrong', () => {
    expect(() => empty.createAcls([read, { ...write, principal: 'ann' }])).toThrow(
      'Principal is "ann", wanted is user:NAME, such as user:ann',
    );
  });

  it.each([0, 1_001])('are refused by %i at once', (count) => {
    expect(() => empty.createAcls(Array.from({ length: count }, () => read))).toThrow(
      `The request has ${count} ACLs, allowed are 1 to 1000`,
    );
  });

  it('are bounded', () => {
    const acls = Array.from({ length: securityLimits.acls }, (_, index) => ({
      ...read,
      resourceName: `t${index}`,
    }));
    const full = new SecurityState({ ...emptySecurityDocument, acls });
    expect(full.createAcls([acls[0] ?? read]).result).toBe(0);
    expect(() => full.createAcls([read])).toThrow(
      expect.objectContaining({
        code: 'POLICY_VIOLATION',
        message: 'There would be 10001 ACLs, allowed are 10000',
      }),
    );
  });

  it('are found and deleted by the fields that a filter names', () => {
    expect(some.listAcls(null)).toEqual([read, write, denied]);
    expect(some.listAcls(noFilter)).toHaveLength(3);
    expect(some.listAcls({ ...noFilter, principal: 'user:ann' })).toEqual([read, write]);
    const { content, result } = some.deleteAcls({ ...noFilter, operation: 'ACL_OPERATION_READ' });
    expect(result).toEqual([read, denied]);
    expect(content?.acls).toEqual([write]);
    expect(some.deleteAcls({ ...noFilter, resourceName: 'other' })).toEqual({
      content: undefined,
      result: [],
    });
  });
});

describe('API keys', () => {
  const some = [keyOf('a'), keyOf('b', 'user:bob')].reduce(
    (state, record) => after(state, state.addApiKey(record)),
    empty,
  );

  it('are listed until they are revoked, be they expired or not', () => {
    expect(some.listApiKeys('').map(({ keyId }) => keyId)).toEqual(['a', 'b']);
    expect(some.listApiKeys('user:bob').map(({ keyId }) => keyId)).toEqual(['b']);
    const revocation = some.revokeApiKey('a');
    expect(revocation.result).toEqual(keyOf('a').key);
    expect(
      after(some, revocation)
        .listApiKeys('')
        .map(({ keyId }) => keyId),
    ).toEqual(['b']);
  });

  it('cannot be revoked when there are none', () => {
    expect(() => some.revokeApiKey('c')).toThrow(
      expect.objectContaining({ code: 'API_KEY_NOT_FOUND', message: 'There is no API key "c"' }),
    );
  });

  it('are bounded', () => {
    const apiKeys = Array.from({ length: securityLimits.apiKeys }, (_, index) => keyOf(`${index}`));
    const full = new SecurityState({ ...emptySecurityDocument, apiKeys });
    expect(() => full.addApiKey(keyOf('x'))).toThrow('There would be 10001 API keys');
  });
});

describe('quotas', () => {
  it('replace the one of the same principal, and are taken away without any limit', () => {
    const one = after(empty, empty.setQuota(quotaOf('*', 5)));
    const two = after(one, one.setQuota(quotaOf('user:ann', 7)));
    const changed = after(two, two.setQuota(quotaOf('*', 6)));
    expect(changed.document.quotas).toEqual([quotaOf('user:ann', 7), quotaOf('*', 6)]);
    expect(after(changed, changed.setQuota(quotaOf('*', 0))).document.quotas).toHaveLength(1);
    expect(empty.setQuota(quotaOf('*', 0)).content).toBeUndefined();
  });

  it('are refused with a negative limit, or for nobody', () => {
    expect(() => empty.setQuota(quotaOf('*', -1))).toThrow(
      'Limit of requests per second is -1, wanted is 0 or more',
    );
    expect(() => empty.setQuota(quotaOf('', 1))).toThrow('Principal is ""');
  });

  it('are bounded', () => {
    const quotas = Array.from({ length: securityLimits.quotas }, (_, i) => quotaOf(`user:${i}`, 1));
    const full = new SecurityState({ ...emptySecurityDocument, quotas });
    expect(() => full.setQuota(quotaOf('user:x', 1))).toThrow('There would be 1001 quotas');
    expect(full.setQuota(quotaOf('user:1', 2)).content?.quotas).toHaveLength(1_000);
  });
});
