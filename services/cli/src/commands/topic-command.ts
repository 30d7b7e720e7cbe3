import type { Topic } from '@weir/client';
import { WeirError } from '@weir/client';
import { Command } from 'commander';
import { type CommandContext, withWeir } from '../command-context.ts';
import { formatTable, output } from '../output.ts';
import { parseInteger, parsePairs } from '../parse-options.ts';

interface CreateOptions {
  readonly partitions: number;
  readonly replicationFactor?: number;
  readonly config: string[];
  readonly ifNotExists?: boolean;
  readonly validateOnly?: boolean;
}

const parsePartitions = parseInteger('--partitions', { min: 1, max: 10_000 });

/** `weir topic …` */
export function createTopicCommand(): Command {
  const topic = new Command('topic').description('create, list, describe and change topics');
  topic
    .command('create <name>')
    .description('create a topic')
    .option('--partitions <n>', 'number of partitions', parsePartitions, 1)
    .option(
      '--replication-factor <n>',
      'replicas of each partition (default: 3, or all nodes)',
      parseInteger('--replication-factor', { min: 1, max: 1_000 }),
    )
    .option('--config <name=value...>', 'topic config', [])
    .option('--if-not-exists', 'do nothing when the topic exists')
    .option('--validate-only', 'check everything, create nothing')
    .action((name: string, options: CreateOptions, command: Command) =>
      withWeir(command, (context) => create(context, name, options)),
    );
  topic
    .command('list')
    .description('list topics')
    .option('--internal', 'internal topics, too')
    .action((options: { internal?: boolean }, command: Command) =>
      withWeir(command, (context) => list(context, options.internal === true)),
    );
  topic
    .command('describe <name>')
    .description('show partitions and configs of a topic')
    .action((name: string, _options: object, command: Command) =>
      withWeir(command, (context) => describe(context, name)),
    );
  topic
    .command('alter <name>')
    .description('change configs of a topic')
    .option('--set <name=value...>', 'set a config', [])
    .option('--unset <name...>', 'back to the default', [])
    .option('--validate-only', 'check everything, change nothing')
    .action((name: string, options: AlterOptions, command: Command) =>
      withWeir(command, (context) => alter(context, name, options)),
    );
  topic
    .command('add-partitions <name>')
    .description('add partitions to a topic')
    .requiredOption(
      '--total <n>',
      'new number of partitions',
      parseInteger('--total', { min: 1, max: 10_000 }),
    )
    .action((name: string, options: { total: number }, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        const grown = await weir.admin().addPartitions(name, options.total);
        if (format === 'json') output.json({ topic: grown });
        else output.line(`Topic ${name} has ${grown.partitions.length} partitions`);
      }),
    );
  topic
    .command('delete <name>')
    .description('delete a topic and its records')
    .action((name: string, _options: object, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        await weir.admin().deleteTopic(name);
        if (format === 'json') output.json({ deleted: name });
        else output.line(`Topic ${name} is deleted`);
      }),
    );
  return topic;
}

interface AlterOptions {
  readonly set: string[];
  readonly unset: string[];
  readonly validateOnly?: boolean;
}

async function create(
  { weir, format }: CommandContext,
  name: string,
  options: CreateOptions,
): Promise<void> {
  const { partitions, replicationFactor, config, ifNotExists, validateOnly } = options;
  try {
    const { topic, warnings } = await weir.admin().createTopic({
      name,
      partitions,
      configs: parsePairs(config, '--config'),
      ...(replicationFactor === undefined ? undefined : { replicationFactor }),
      ...(validateOnly === undefined ? undefined : { validateOnly }),
    });
    for (const warning of warnings) output.note(`warning: ${warning}`);
    if (format === 'json') output.json({ topic, warnings });
    else {
      const done = validateOnly === true ? 'would be created' : 'is created';
      output.line(
        `Topic ${name} ${done}: ${topic.partitions.length} partitions, ` +
          `replication factor ${topic.replicationFactor}`,
      );
    }
  } catch (error) {
    const exists = error instanceof WeirError && error.code === 'TOPIC_ALREADY_EXISTS';
    if (!exists || ifNotExists !== true) throw error;
    if (format === 'json') output.json({ exists: name });
    else output.line(`Topic ${name} exists`);
  }
}

async function list({ weir, format }: CommandContext, includeInternal: boolean): Promise<void> {
  const topics = await weir.admin().listTopics({ includeInternal });
  if (format === 'json') {
    output.json({ topics });
    return;
  }
  const rows = topics.map(({ name, partitions, replicationFactor }) => [
    name,
    `${partitions}`,
    `${replicationFactor}`,
  ]);
  output.line(formatTable(['TOPIC', 'PARTITIONS', 'REPLICATION'], rows));
}

async function describe({ weir, format }: CommandContext, name: string): Promise<void> {
  const { topic, configs } = await weir.admin().describeTopic(name);
  if (format === 'json') {
    output.json({ topic, configs });
    return;
  }
  output.line(
    `Topic ${topic.name} (${topic.topicId}), replication factor ${topic.replicationFactor}`,
  );
  output.line('');
  output.line(formatPartitions(topic));
  output.line('');
  output.line(
    formatTable(
      ['CONFIG', 'VALUE', ''],
      configs.map((config) => [config.name, config.value, config.isDefault ? 'default' : 'set']),
    ),
  );
}

function formatPartitions({ partitions }: Topic): string {
  return formatTable(
    ['PARTITION', 'LEADER', 'EPOCH', 'REPLICAS', 'IN SYNC', ''],
    partitions.map((partition) => [
      `${partition.partition}`,
      `${partition.leader ?? '-'}`,
      `${partition.leaderEpoch}`,
      partition.assignedReplicas.join(','),
      partition.inSyncReplicas.join(','),
      partition.leader === undefined ? partition.leaderlessReason : '',
    ]),
  );
}

async function alter(
  { weir, format }: CommandContext,
  name: string,
  options: AlterOptions,
): Promise<void> {
  const { topic, warnings } = await weir.admin().alterTopicConfigs(name, {
    set: parsePairs(options.set, '--set'),
    remove: options.unset,
    ...(options.validateOnly === undefined ? undefined : { validateOnly: options.validateOnly }),
  });
  for (const warning of warnings) output.note(`warning: ${warning}`);
  if (format === 'json') output.json({ topic, warnings });
  else if (options.validateOnly === true) output.line(`Configs of topic ${name} could be changed`);
  else output.line(`Configs of topic ${name} are changed`);
}
