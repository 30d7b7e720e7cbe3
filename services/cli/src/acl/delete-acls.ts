import type { AclFilter } from '@weir/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { countAcls } from '../format/acl-text.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { aclList, inTurn } from './list-acls.ts';

/** Deletes the ACLs that filters name, and shows them. */
export async function deleteAcls(
  { weir }: CommandContext,
  filters: readonly AclFilter[],
  command: Command,
): Promise<CommandResult> {
  const admin = weir.admin();
  const dryRun = command.opts<{ readonly dryRun?: boolean }>().dryRun === true;
  await confirm(command, {
    name: 'delete',
    consequence: `The ACLs that ${describe(filters)} will be deleted (--dry-run lists them)`,
  });
  const deleted = await inTurn(filters, (filter) => admin.deleteAcls(filter, { dryRun }));
  const list = aclList('deleted', deleted);
  return {
    ...list,
    data: { ...list.data, dryRun },
    notes: [dryRun ? dryRunNote : `${countAcls(deleted.length)} deleted`],
  };
}

function describe(filters: readonly AclFilter[]): string {
  const each = filters.map((filter) => Object.values(filter).join(' '));
  return each.join('') === '' ? 'there are, every one,' : `match ${each.join(' or ')}`;
}
