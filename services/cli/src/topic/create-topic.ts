import { type TopicChanged, WeirError } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { type CommandResult, dryRunNote } from '../result/command-result.ts';
import { waitForReplicas } from './wait-for-replicas.ts';

/** Options of `weir topic create`. */
export interface CreateOptions {
  readonly partitions: number;
  readonly replicationFactor?: number;
  readonly config: Readonly<Record<string, string>>;
  readonly ifNotExists?: boolean;
  readonly validateOnly?: boolean;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly timeout?: number;
}

/** Creates a topic, and says so. */
export async function createTopic(
  context: CommandContext,
  name: string,
  options: CreateOptions,
): Promise<CommandResult> {
  const { partitions, replicationFactor, config, ifNotExists } = options;
  const dryRun = options.validateOnly === true || options.dryRun === true;
  try {
    const created = await context.weir.admin().createTopic({
      name,
      partitions,
      configs: config,
      validateOnly: dryRun,
      ...(replicationFactor === undefined ? undefined : { replicationFactor }),
    });
    if (options.wait !== true || dryRun) return toResult(created, dryRun);
    const topic = await waitForReplicas(context, name, options.timeout);
    return toResult({ ...created, topic }, dryRun);
  } catch (error) {
    const exists = error instanceof WeirError && error.code === 'TOPIC_ALREADY_EXISTS';
    if (!exists || ifNotExists !== true) throw error;
    return { data: { exists: name, dryRun }, text: `Topic ${name} exists`, names: [name] };
  }
}

function toResult({ topic, warnings }: TopicChanged, dryRun: boolean): CommandResult {
  const { name, partitions, replicationFactor } = topic;
  return {
    data: { topic, warnings, dryRun },
    text:
      `Topic ${name} ${dryRun ? 'would be' : 'is'} created: ${partitions.length} partitions, ` +
      `replication factor ${replicationFactor}`,
    names: [name],
    warnings,
    ...(dryRun ? { notes: [dryRunNote] } : undefined),
  };
}
