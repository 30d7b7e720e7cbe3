import { Command } from 'commander';
import { offerDryRun, offerFormats, offerWait } from '../command-traits.ts';
import { offerYes } from '../confirm.ts';
import { nameFilter, patternMeaning } from '../name-filter.ts';
import { collectPairs, parseInteger } from '../parse-options.ts';
import { changeFormats, listFormats } from '../result/output-format.ts';
import { runCommand } from '../run-command.ts';
import { addPartitions, type AddPartitionsOptions } from '../topic/add-partitions.ts';
import { alterTopic, type AlterOptions } from '../topic/alter-topic.ts';
import { createTopic, type CreateOptions } from '../topic/create-topic.ts';
import { deleteTopic, type DeleteTopicOptions } from '../topic/delete-topic.ts';
import { describeTopic } from '../topic/describe-topic.ts';
import { listTopics, type ListTopicsOptions } from '../topic/list-topics.ts';
import { offerWatch } from './watch.ts';

const parsePartitions = parseInteger('--partitions', { min: 1, max: 10_000 });
const parseReplicationFactor = parseInteger('--replication-factor', { min: 1, max: 1_000 });
const parseTotal = parseInteger('--total', { min: 1, max: 10_000 });
const replicationMeaning = 'replicas of each partition (default: 3, or all nodes)';
const replicasMeaning = 'until every partition has a leader and all its replicas are in sync';

/** `weir topic …` */
export function createTopicCommand(): Command {
  const topic = new Command('topic')
    .alias('topics')
    .description('create, list, describe and change topics');
  addReadingCommands(topic);
  addGrowingCommands(topic);
  const alter = offerFormats(topic.command('alter <topic>'), changeFormats)
    .description('change configs of a topic')
    .option('--set <name=value...>', 'set a config', collectPairs('--set'), {})
    .option('--unset <config...>', 'back to the default', [])
    .option('--validate-only', 'the same as --dry-run')
    .action((name: string, options: AlterOptions, command: Command) =>
      runCommand(command, (context) => alterTopic(context, name, options)),
    );
  offerDryRun(alter);
  const remove = offerFormats(topic.command('delete <topic>'), changeFormats)
    .description('delete a topic and its records')
    .action((name: string, options: DeleteTopicOptions, command: Command) =>
      runCommand(command, (context) => deleteTopic(context, name, { ...options, command })),
    );
  offerWait(offerYes(offerDryRun(remove)), 'until nodes have deleted its data, too');
  return topic;
}

function addReadingCommands(topic: Command): void {
  const list = offerFormats(topic.command('list'), listFormats)
    .description('list topics')
    .argument('[pattern]', patternMeaning)
    .option('--internal', 'internal topics, too')
    .action((pattern: string | undefined, options: ListTopicsOptions, command: Command) => {
      const isMeant = nameFilter(pattern);
      return runCommand(command, (context) => listTopics(context, isMeant, options));
    });
  offerWatch(list);
  const describe = offerFormats(topic.command('describe <topic>'), listFormats)
    .description('show partitions and configs of a topic')
    .action((name: string, _options: object, command: Command) =>
      runCommand(command, (context) => describeTopic(context, name)),
    );
  offerWatch(describe);
}

function addGrowingCommands(topic: Command): void {
  const create = offerFormats(topic.command('create <name>'), changeFormats)
    .description('create a topic')
    .option('--partitions <n>', 'number of partitions', parsePartitions, 1)
    .option('--replication-factor <n>', replicationMeaning, parseReplicationFactor)
    .option('--config <name=value...>', 'topic config', collectPairs('--config'), {})
    .option('--if-not-exists', 'do nothing when the topic exists')
    .option('--validate-only', 'the same as --dry-run')
    .action((name: string, options: CreateOptions, command: Command) =>
      runCommand(command, (context) => createTopic(context, name, options)),
    );
  offerWait(offerDryRun(create), replicasMeaning);
  const grow = offerFormats(topic.command('add-partitions <topic>'), changeFormats)
    .description('add partitions to a topic')
    .requiredOption('--total <n>', 'new number of partitions', parseTotal)
    .action((name: string, options: AddPartitionsOptions, command: Command) =>
      runCommand(command, (context) => addPartitions(context, name, options)),
    );
  offerWait(offerDryRun(grow), replicasMeaning);
}
