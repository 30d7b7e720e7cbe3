import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { InputError } from '../exit-code.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { findNode } from './find-node.ts';

/** Options of `weir node remove`. */
export interface RemoveNodeOptions {
  readonly dryRun?: boolean;
}

/** Makes the cluster forget a node that is stopped and empty, and says so. */
export async function removeNode(
  { weir }: CommandContext,
  nodeId: number,
  { dryRun, command }: RemoveNodeOptions & { readonly command: Command },
): Promise<CommandResult> {
  const admin = weir.admin();
  const name = `${nodeId}`;
  if (dryRun === true) {
    const { node, status } = await findNode(admin, nodeId);
    if (node.state !== 'NODE_STATE_DEAD') {
      throw new InputError(`Node ${nodeId} is running: stop it first`);
    }
    const replicas = status?.assignedReplicas ?? 0;
    if (replicas > 0) {
      throw new InputError(
        `Node ${nodeId} holds ${replicas} replicas: empty it with weir node decommission`,
      );
    }
    return {
      data: { removed: nodeId, dryRun: true },
      text: `Node ${nodeId} would be removed`,
      names: [name],
      notes: [dryRunNote],
    };
  }
  await confirm(command, { name, consequence: `Node ${nodeId} will be forgotten` });
  await admin.removeNode(nodeId);
  return {
    data: { removed: nodeId, dryRun: false },
    text: `Node ${nodeId} is removed`,
    names: [name],
  };
}
