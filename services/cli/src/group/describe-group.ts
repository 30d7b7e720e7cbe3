import type { CommandContext } from '../command-context.ts';
import { formatGroup } from '../format/group-text.ts';
import type { CommandResult } from '../result/command-result.ts';

/** A group with its members, positions and lag. */
export async function describeGroup(
  { weir }: CommandContext,
  groupId: string,
): Promise<CommandResult> {
  const group = await weir.admin().describeGroup(groupId);
  return {
    data: group,
    text: formatGroup(group),
    items: group.partitions,
    names: group.partitions.map(({ topic, partition }) => `${topic}/${partition}`),
  };
}
