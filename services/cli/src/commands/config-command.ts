import { Command } from 'commander';
import { offerDryRun, offerFormats, markLocal } from '../command-traits.ts';
import { configDocs } from '../config/config-docs.ts';
import { getConfig, listConfigs, type ListConfigsOptions } from '../config/list-configs.ts';
import { nameFilter, patternMeaning } from '../name-filter.ts';
import { collectPairs } from '../parse-options.ts';
import { changeFormats, listFormats, narrowListFormats } from '../result/output-format.ts';
import { runCommand, runLocal } from '../run-command.ts';
import { alterTopic } from '../topic/alter-topic.ts';
import { offerWatch } from './watch.ts';

interface ChangeOptions {
  readonly dryRun?: boolean;
}

/** `weir config …` */
export function createConfigCommand(): Command {
  const config = new Command('config')
    .alias('configs')
    .description('show, set and explain configs of topics');
  addReadingCommands(config);
  const set = offerFormats(config.command('set <topic>'), changeFormats)
    .description('set configs of a topic')
    .argument('<config=value...>', 'retention.ms=86400000')
    .action(
      async (topic: string, pairs: readonly string[], options: ChangeOptions, command: Command) => {
        const collect = collectPairs('A config');
        const wanted = pairs.reduce((sum, pair) => collect(pair, sum), {});
        await runCommand(command, (context) =>
          alterTopic(context, topic, { set: wanted, unset: [], ...options }),
        );
      },
    );
  offerDryRun(set);
  const unset = offerFormats(config.command('unset <topic>'), changeFormats)
    .description('set configs of a topic back to their defaults')
    .argument('<config...>', 'names of configs')
    .action((topic: string, names: readonly string[], options: ChangeOptions, command: Command) =>
      runCommand(command, (context) =>
        alterTopic(context, topic, { set: {}, unset: names, ...options }),
      ),
    );
  offerDryRun(unset);
  return config;
}

function addReadingCommands(config: Command): void {
  const list = offerFormats(config.command('list <topic>'), listFormats)
    .description('show all configs of a topic')
    .option('--set', 'only those that are set')
    .action((topic: string, options: ListConfigsOptions, command: Command) =>
      runCommand(command, (context) => listConfigs(context, topic, options)),
    );
  offerWatch(list);
  const get = offerFormats(config.command('get <topic> <config>'), narrowListFormats)
    .description('print the value of a config, and nothing else')
    .action((topic: string, name: string, _options: object, command: Command) =>
      runCommand(command, (context) => getConfig(context, topic, name)),
    );
  offerWatch(get);
  markLocal(offerFormats(config.command('docs'), narrowListFormats))
    .description('explain configs: what they do, their defaults and limits')
    .argument('[config]', patternMeaning)
    .action((pattern: string | undefined, _options: object, command: Command) => {
      const isMeant = nameFilter(pattern);
      return runLocal(command, () => configDocs(isMeant, pattern));
    });
}
