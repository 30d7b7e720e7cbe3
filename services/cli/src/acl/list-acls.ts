import type { Acl, AclFilter } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { aclColumns, aclText, compareAcls } from '../format/acl-text.ts';
import type { CommandResult } from '../result/command-result.ts';
import { listResult } from '../result/list-result.ts';

/** The ACLs that have all of the fields of one of the filters. */
export async function listAcls(
  { weir }: CommandContext,
  filters: readonly AclFilter[],
): Promise<CommandResult> {
  return aclList('acls', await inTurn(filters, (filter) => weir.admin().listAcls(filter)));
}

/** ACLs as the result of a command, in order of resource, principal and operation. */
export function aclList(key: string, acls: readonly Acl[]): CommandResult {
  return listResult({
    key,
    rows: acls.toSorted(compareAcls),
    columns: aclColumns,
    nameOf: aclText,
  });
}

/** What all filters find, one after the other. */
export async function inTurn(
  filters: readonly AclFilter[],
  ask: (filter: AclFilter) => Promise<readonly Acl[]>,
): Promise<readonly Acl[]> {
  const found: Acl[] = [];
  for (const filter of filters) found.push(...(await ask(filter)));
  return found;
}
