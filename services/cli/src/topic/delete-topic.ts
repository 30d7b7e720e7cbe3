import type { Topic } from '@weir/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { waitUntilDone } from '../commands/wait-until.ts';
import { confirm } from '../confirm.ts';
import { InputError } from '../exit-code.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';

/** Options of `weir topic delete`. */
export interface DeleteTopicOptions {
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly timeout?: number;
}

/** Deletes a topic, and says so. */
export async function deleteTopic(
  context: CommandContext,
  name: string,
  options: DeleteTopicOptions & { readonly command: Command },
): Promise<CommandResult> {
  const admin = context.weir.admin();
  const { command, dryRun, wait, timeout } = options;
  if (dryRun === true) return planned((await admin.describeTopic(name)).topic);
  await confirm(command, {
    name,
    consequence: `Topic ${name} and all its records will be deleted`,
  });
  const holders = wait === true ? holdersOf((await admin.describeTopic(name)).topic) : undefined;
  await admin.deleteTopic(name);
  if (holders !== undefined) await waitUntilGone(context, name, { holders, timeout });
  return {
    data: { deleted: name, dryRun: false },
    text: `Topic ${name} is deleted`,
    names: [name],
  };
}

function planned({ name, internal, partitions }: Topic): CommandResult {
  if (internal) throw new InputError(`Topic ${name} is internal: it cannot be deleted`);
  return {
    data: { deleted: name, dryRun: true },
    text: `Topic ${name}, its ${partitions.length} partitions and all their records would be deleted`,
    names: [name],
    notes: [dryRunNote],
  };
}

function holdersOf({ partitions }: Topic): ReadonlySet<number> {
  return new Set(partitions.flatMap(({ assignedReplicas }) => assignedReplicas));
}

/** Until none of its nodes that answer reports more replicas than it is to have. */
async function waitUntilGone(
  { weir, signal }: CommandContext,
  name: string,
  options: { readonly holders: ReadonlySet<number>; readonly timeout: number | undefined },
): Promise<void> {
  const { holders, timeout: timeoutMs } = options;
  await waitUntilDone({ signal, timeoutMs }, async () => {
    const { nodes, nodeStatuses } = await weir.admin().describeCluster();
    const dead = nodes
      .filter(({ state }) => state === 'NODE_STATE_DEAD')
      .map(({ nodeId }) => nodeId);
    const busy = nodeStatuses.filter(
      ({ nodeId, replicas, assignedReplicas }) =>
        holders.has(nodeId) && !dead.includes(nodeId) && replicas > assignedReplicas,
    );
    if (busy.length === 0) return undefined;
    return `data of ${name} is being deleted from nodes ${busy.map(({ nodeId }) => nodeId).join(', ')}`;
  });
}
