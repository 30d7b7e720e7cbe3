import type { PrincipalQuota } from '@weir/client';
import { formatTable } from './format-table.ts';

/** Quotas as a table; `-` is without limit. */
export function formatQuotas(quotas: readonly PrincipalQuota[]): string {
  return formatTable(
    ['PRINCIPAL', 'PRODUCE BYTES/S', 'FETCH BYTES/S', 'REQUESTS/S'],
    quotas.map((quota) => [
      quota.principal,
      `${quota.produceBytesPerSecond ?? '-'}`,
      `${quota.fetchBytesPerSecond ?? '-'}`,
      `${quota.requestsPerSecond ?? '-'}`,
    ]),
  );
}
