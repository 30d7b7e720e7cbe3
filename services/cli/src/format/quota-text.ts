import type { PrincipalQuota } from '@weir/client';
import type { Column } from '../result/list-result.ts';

/** The columns of a list of quotas; `-` is without limit. */
export const quotaColumns: readonly Column<PrincipalQuota>[] = [
  { title: 'PRINCIPAL', cell: ({ principal }) => principal },
  { title: 'PRODUCE BYTES/S', cell: (quota) => `${quota.produceBytesPerSecond ?? '-'}` },
  { title: 'FETCH BYTES/S', cell: (quota) => `${quota.fetchBytesPerSecond ?? '-'}` },
  { title: 'REQUESTS/S', cell: (quota) => `${quota.requestsPerSecond ?? '-'}` },
];
