import { type TopicChanged, WeirError } from '@weir/client';
import type { CommandContext } from '../command-context.ts';
import { output } from '../output.ts';

/** Options of `weir topic create`. */
export interface CreateOptions {
  readonly partitions: number;
  readonly replicationFactor?: number;
  readonly config: Readonly<Record<string, string>>;
  readonly ifNotExists?: boolean;
  readonly validateOnly?: boolean;
}

/** Creates a topic, and says so. */
export async function createTopic(
  context: CommandContext,
  name: string,
  options: CreateOptions,
): Promise<void> {
  const { partitions, replicationFactor, config, ifNotExists, validateOnly } = options;
  try {
    const created = await context.weir.admin().createTopic({
      name,
      partitions,
      configs: config,
      validateOnly: validateOnly === true,
      ...(replicationFactor === undefined ? undefined : { replicationFactor }),
    });
    report(context, created, validateOnly === true ? 'would be created' : 'is created');
  } catch (error) {
    const exists = error instanceof WeirError && error.code === 'TOPIC_ALREADY_EXISTS';
    if (!exists || ifNotExists !== true) throw error;
    if (context.format === 'json') output.json({ exists: name });
    else output.line(`Topic ${name} exists`);
  }
}

function report({ format }: CommandContext, { topic, warnings }: TopicChanged, done: string): void {
  for (const warning of warnings) output.note(`warning: ${warning}`);
  if (format === 'json') output.json({ topic, warnings });
  else {
    const { name, partitions, replicationFactor } = topic;
    output.line(
      `Topic ${name} ${done}: ${partitions.length} partitions, ` +
        `replication factor ${replicationFactor}`,
    );
  }
}
