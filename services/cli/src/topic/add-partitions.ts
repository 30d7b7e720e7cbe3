import type { Topic } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { InputError } from '../exit-code.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { waitForReplicas } from './wait-for-replicas.ts';

/** Options of `weir topic add-partitions`. */
export interface AddPartitionsOptions {
  readonly total: number;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly timeout?: number;
}

/** Adds partitions to a topic, and says so. */
export async function addPartitions(
  context: CommandContext,
  name: string,
  { total, dryRun, wait, timeout }: AddPartitionsOptions,
): Promise<CommandResult> {
  const admin = context.weir.admin();
  if (dryRun === true) return planned((await admin.describeTopic(name)).topic, total);
  const grown = await admin.addPartitions(name, total);
  const topic = wait === true ? await waitForReplicas(context, name, timeout) : grown;
  return {
    data: { topic, dryRun: false },
    text: `Topic ${name} has ${topic.partitions.length} partitions`,
    names: [name],
  };
}

/** What the controller would refuse is refused. */
function planned(topic: Topic, total: number): CommandResult {
  const { name, partitions, internal } = topic;
  if (internal) throw new InputError(`Topic ${name} is internal: it keeps its partitions`);
  if (total <= partitions.length) {
    throw new InputError(
      `Topic ${name} has ${partitions.length} partitions; --total is ${total}, wanted is more`,
    );
  }
  return {
    data: { topic, dryRun: true },
    text: `Topic ${name} would have ${total} partitions, ${total - partitions.length} more than now`,
    names: [name],
    notes: [dryRunNote],
  };
}
