import { WeirError } from '@weir/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';

/** Forgets a group with its committed offsets, and says so. */
export async function deleteGroup(
  { weir }: CommandContext,
  groupId: string,
  command: Command,
): Promise<CommandResult> {
  const admin = weir.admin();
  if (command.opts<{ readonly dryRun?: boolean }>().dryRun === true) {
    const { members, partitions } = await admin.describeGroup(groupId);
    if (members.length > 0) {
      throw new WeirError('NON_EMPTY_GROUP', `Group ${groupId} has ${members.length} members`);
    }
    return {
      data: { deleted: groupId, dryRun: true },
      text: `Group ${groupId} and its offsets in ${partitions.length} partitions would be deleted`,
      names: [groupId],
      notes: [dryRunNote],
    };
  }
  const consequence = `Group ${groupId} and its committed offsets will be deleted`;
  await confirm(command, { name: groupId, consequence });
  await admin.deleteGroup(groupId);
  return {
    data: { deleted: groupId, dryRun: false },
    text: `Group ${groupId} is deleted`,
    names: [groupId],
  };
}
