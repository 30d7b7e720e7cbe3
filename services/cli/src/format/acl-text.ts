import type { Acl } from '@weir/client';
import { formatTable } from './format-table.ts';

/** ACLs as a table, in order of resource, principal and operation. */
export function formatAcls(acls: readonly Acl[]): string {
  const rows = acls.map(({ principal, resourceType, resourceName, patternType, ...what }) => [
    resourceType,
    patternType === 'prefix' ? `${resourceName}…` : resourceName,
    principal,
    what.permission,
    what.operation,
  ]);
  return formatTable(
    ['RESOURCE', 'NAME', 'PRINCIPAL', 'PERMISSION', 'OPERATION'],
    rows.toSorted((left, right) => compare(left.join('\0'), right.join('\0'))),
  );
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
