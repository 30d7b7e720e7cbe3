import { Command } from 'commander';
import { withWeir } from '../command-context.ts';
import { formatTopic, formatTopics } from '../format/topic-text.ts';
import { output } from '../output.ts';
import { collectPairs, parseInteger } from '../parse-options.ts';
import { alterTopic, type AlterOptions } from '../topic/alter-topic.ts';
import { createTopic, type CreateOptions } from '../topic/create-topic.ts';

const parsePartitions = parseInteger('--partitions', { min: 1, max: 10_000 });
const parseReplicationFactor = parseInteger('--replication-factor', { min: 1, max: 1_000 });
const parseTotal = parseInteger('--total', { min: 1, max: 10_000 });
const replicationMeaning = 'replicas of each partition (default: 3, or all nodes)';

/** `weir topic …` */
export function createTopicCommand(): Command {
  const topic = new Command('topic').description('create, list, describe and change topics');
  topic
    .command('create <name>')
    .description('create a topic')
    .option('--partitions <n>', 'number of partitions', parsePartitions, 1)
    .option('--replication-factor <n>', replicationMeaning, parseReplicationFactor)
    .option('--config <name=value...>', 'topic config', collectPairs('--config'), {})
    .option('--if-not-exists', 'do nothing when the topic exists')
    .option('--validate-only', 'check everything, create nothing')
    .action((name: string, options: CreateOptions, command: Command) =>
      withWeir(command, (context) => createTopic(context, name, options)),
    );
  topic
    .command('alter <name>')
    .description('change configs of a topic')
    .option('--set <name=value...>', 'set a config', collectPairs('--set'), {})
    .option('--unset <name...>', 'back to the default', [])
    .option('--validate-only', 'check everything, change nothing')
    .action((name: string, options: AlterOptions, command: Command) =>
      withWeir(command, (context) => alterTopic(context, name, options)),
    );
  topic
    .command('add-partitions <name>')
    .description('add partitions to a topic')
    .requiredOption('--total <n>', 'new number of partitions', parseTotal)
    .action((name: string, options: { readonly total: number }, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        const grown = await weir.admin().addPartitions(name, options.total);
        if (format === 'json') output.json({ topic: grown });
        else output.line(`Topic ${name} has ${grown.partitions.length} partitions`);
      }),
    );
  addReadingCommands(topic);
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

function addReadingCommands(topic: Command): void {
  topic
    .command('list')
    .description('list topics')
    .option('--internal', 'internal topics, too')
    .action((options: { readonly internal?: boolean }, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        const includeInternal = options.internal === true;
        const topics = await weir.admin().listTopics({ includeInternal });
        if (format === 'json') output.json({ topics });
        else output.line(formatTopics(topics));
      }),
    );
  topic
    .command('describe <name>')
    .description('show partitions and configs of a topic')
    .action((name: string, _options: object, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        const description = await weir.admin().describeTopic(name);
        if (format === 'json') output.json(description);
        else output.line(formatTopic(description));
      }),
    );
}
