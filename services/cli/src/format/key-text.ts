import type { ApiKeyInfo } from '@weir/client';
import { formatTable } from './format-table.ts';

/** API keys as a table. */
export function formatKeys(keys: readonly ApiKeyInfo[], nowMs: number): string {
  return formatTable(
    ['KEY', 'PRINCIPAL', 'CREATED', 'EXPIRES', 'DESCRIPTION'],
    keys.map(({ keyId, principal, createdAtMs, expiresAtMs, description }) => [
      keyId,
      principal,
      toTime(createdAtMs),
      expiryText(expiresAtMs, nowMs),
      description,
    ]),
  );
}

/** What whoever has just made a key should know of it. */
export function formatNewKey({ keyId, principal, expiresAtMs }: ApiKeyInfo): string {
  const expiry = expiresAtMs === undefined ? 'never expires' : `expires ${toTime(expiresAtMs)}`;
  return [
    `Key ${keyId} of ${principal} ${expiry}. It is shown this once: keep it where nobody else reads it.`,
    'Clients show it with each call, as the metadata or HTTP header "authorization: Bearer KEY".',
    '"weir acl list" shows what it may do.',
  ].join('\n');
}

function expiryText(expiresAtMs: number | undefined, nowMs: number): string {
  if (expiresAtMs === undefined) return 'never';
  return expiresAtMs <= nowMs ? `expired ${toTime(expiresAtMs)}` : toTime(expiresAtMs);
}

function toTime(timestampMs: number): string {
  return new Date(timestampMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
