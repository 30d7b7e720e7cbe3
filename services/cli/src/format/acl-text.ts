import type { Acl } from '@weir/client';
import type { Column } from '../result/list-result.ts';

/** The columns of a list of ACLs. */
export const aclColumns: readonly Column<Acl>[] = [
  { title: 'RESOURCE', cell: ({ resourceType }) => resourceType },
  { title: 'NAME', cell: resourceText },
  { title: 'PRINCIPAL', cell: ({ principal }) => principal },
  { title: 'PERMISSION', cell: ({ permission }) => permission },
  { title: 'OPERATION', cell: ({ operation }) => operation },
];

/** By resource, principal and operation, to sort with. */
export function compareAcls(left: Acl, right: Acl): number {
  const [before, after] = [left, right].map((acl) => aclColumns.map(({ cell }) => cell(acl)));
  return compare(before?.join('\0') ?? '', after?.join('\0') ?? '');
}

/** An ACL on one line. */
export function aclText(acl: Acl): string {
  const { principal, permission, operation, resourceType } = acl;
  return `${principal} ${permission} ${operation} ${resourceType} ${resourceText(acl)}`;
}

/** How many ACLs, in words. */
export function countAcls(count: number): string {
  return count === 1 ? '1 ACL' : `${count} ACLs`;
}

function resourceText({ patternType, resourceName }: Acl): string {
  return patternType === 'prefix' ? `${resourceName}…` : resourceName;
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
