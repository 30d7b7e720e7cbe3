import type { CommandContext } from '../command-context.ts';
import { groupColumns } from '../format/group-text.ts';
import type { CommandResult } from '../result/command-result.ts';
import { listResult } from '../result/list-result.ts';

/** Groups whose names match a pattern. */
export async function listGroups(
  { weir }: CommandContext,
  isMeant: (name: string) => boolean,
): Promise<CommandResult> {
  const groups = await weir.admin().listGroups();
  return listResult({
    key: 'groups',
    rows: groups.filter(({ groupId }) => isMeant(groupId)),
    columns: groupColumns,
    nameOf: ({ groupId }) => groupId,
  });
}
