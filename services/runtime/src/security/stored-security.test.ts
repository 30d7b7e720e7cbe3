import { Buffer } from 'node:buffer';
import type { SecurityDocument } from '@weir/protos';
import { expect, it } from 'vitest';
import { fromStoredSecurity, type StoredSecurity, toStoredSecurity } from './stored-security.ts';

it('comes back from JSON as it was, with the bytes of its hashes', () => {
  const key = { keyId: 'k', principal: 'user:a', description: '', createdAtMs: 1, expiresAtMs: 0 };
  const document: SecurityDocument = {
    version: 7,
    acls: [
      {
        principal: '*',
        resourceType: 'RESOURCE_TYPE_GROUP',
        resourceName: '*',
        patternType: 'PATTERN_TYPE_LITERAL',
        operation: 'ACL_OPERATION_READ',
        permission: 'ACL_PERMISSION_DENY',
      },
    ],
    apiKeys: [{ key, secretSha256: Buffer.from('00ff80', 'hex') }],
    quotas: [
      {
        principal: '*',
        produceBytesPerSecond: 2 ** 53 - 1,
        fetchBytesPerSecond: 0,
        requestsPerSecond: 1,
      },
    ],
  };
  const text = JSON.stringify(toStoredSecurity(document));
  expect(fromStoredSecurity(JSON.parse(text) as StoredSecurity)).toEqual(document);
});
