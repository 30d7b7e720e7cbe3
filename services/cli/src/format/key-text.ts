import type { ApiKeyInfo } from '@weir/client';
import type { Column } from '../result/list-result.ts';
import { alarm } from './paint.ts';

/** The columns of a list of API keys. */
export function keyColumns(nowMs: number): readonly Column<ApiKeyInfo>[] {
  return [
    { title: 'KEY', cell: ({ keyId }) => keyId },
    { title: 'PRINCIPAL', cell: ({ principal }) => principal },
    { title: 'CREATED', cell: ({ createdAtMs }) => toTime(createdAtMs) },
    { title: 'EXPIRES', cell: ({ expiresAtMs }) => expiryText(expiresAtMs, nowMs) },
    { title: 'DESCRIPTION', cell: ({ description }) => description },
  ];
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
  return expiresAtMs <= nowMs ? alarm(`expired ${toTime(expiresAtMs)}`) : toTime(expiresAtMs);
}

function toTime(timestampMs: number): string {
  return new Date(timestampMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
