import { Command } from 'commander';
import { offerDryRun, offerFormats } from '../command-traits.ts';
import { offerYes } from '../confirm.ts';
import { deleteGroup } from '../group/delete-group.ts';
import { describeGroup } from '../group/describe-group.ts';
import { listGroups } from '../group/list-groups.ts';
import { parseOffsetLines, parsePartitionOffsets } from '../group/partition-offsets.ts';
import { resetGroup } from '../group/reset-group.ts';
import { checkResetOptions, type ResetOptions } from '../group/reset-options.ts';
import { nameFilter, patternMeaning } from '../name-filter.ts';
import { parseInteger, parsePartition, parseResetTarget } from '../parse-options.ts';
import { readInput } from '../produce/read-input.ts';
import { changeFormats, narrowListFormats } from '../result/output-format.ts';
import { runCommand } from '../run-command.ts';
import { offerWatch } from './watch.ts';

const parseShift = parseInteger('--shift', {
  min: -Number.MAX_SAFE_INTEGER,
  max: Number.MAX_SAFE_INTEGER,
});

/** `weir group …` */
export function createGroupCommand(): Command {
  const group = new Command('group')
    .alias('groups')
    .description('list, describe, reset and delete consumer groups');
  const list = offerFormats(group.command('list'), narrowListFormats)
    .description('list groups')
    .argument('[pattern]', patternMeaning)
    .action((pattern: string | undefined, _options: object, command: Command) => {
      const isMeant = nameFilter(pattern);
      return runCommand(command, (context) => listGroups(context, isMeant));
    });
  offerWatch(list);
  const describe = offerFormats(group.command('describe <group>'), narrowListFormats)
    .description('show members, positions and lag of a group')
    .action((groupId: string, _options: object, command: Command) =>
      runCommand(command, (context) => describeGroup(context, groupId)),
    );
  offerWatch(describe);
  addResetCommand(group);
  const remove = offerFormats(group.command('delete <group>'), changeFormats)
    .description('forget a group without members')
    .action((groupId: string, _options: object, command: Command) =>
      runCommand(command, (context) => deleteGroup(context, groupId, command)),
    );
  offerYes(offerDryRun(remove));
  return group;
}

function addResetCommand(group: Command): void {
  const resetCommand = offerFormats(group.command('reset <group>'), narrowListFormats)
    .description('move committed offsets of a group')
    .option('--topic <topic>', 'of this topic')
    .option('--partition <n...>', 'of these partitions (default: all)', collectPartition, [])
    .option('--to <where>', 'earliest, latest, an offset, @TIME or -DURATION', parseResetTarget)
    .option('--shift <n>', 'add to the committed offsets', parseShift)
    .option('--offsets <list>', 'an offset for each partition: 0=10,3=25', parsePartitionOffsets)
    .option('--from-file <path>', 'those of a file of lines "topic,partition,offset"; - is stdin')
    .option('--like <group>', 'those that another group has committed')
    .option('--to-file <path>', 'before anything else, save those that the group has')
    .option('--force', 'even while the group has members')
    .action(async (groupId: string, options: ResetOptions, command: Command) => {
      checkResetOptions(options);
      const { fromFile } = options;
      const fileOffsets =
        fromFile === undefined ? undefined : parseOffsetLines(await readInput(fromFile));
      const reset = { groupId, ...options, fileOffsets, command };
      await runCommand(command, (context) => resetGroup(context, reset));
    });
  offerYes(offerDryRun(resetCommand, 'show what would be done'));
}

function collectPartition(text: string, previous: readonly number[]): number[] {
  return [...previous, parsePartition(text)];
}
