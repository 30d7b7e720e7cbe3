import type { ResetRequest, ResetTarget } from '@weir/client';
import { Command } from 'commander';
import { type CommandContext, withWeir } from '../command-context.ts';
import { InputError } from '../exit-code.ts';
import { formatTable } from '../format/format-table.ts';
import { formatGroup, formatGroups } from '../format/group-text.ts';
import { output } from '../output.ts';
import { parseInteger, parsePartition, parseResetTarget } from '../parse-options.ts';

interface ResetOptions {
  readonly topic: string;
  readonly partition: readonly number[];
  readonly to?: ResetTarget;
  readonly shift?: number;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

const parseShift = parseInteger('--shift', {
  min: -Number.MAX_SAFE_INTEGER,
  max: Number.MAX_SAFE_INTEGER,
});

/** `weir group …` */
export function createGroupCommand(): Command {
  const group = new Command('group').description('list, describe and reset consumer groups');
  group
    .command('list')
    .description('list groups')
    .action((_options: object, command: Command) => withWeir(command, list));
  group
    .command('describe <group>')
    .description('show members, positions and lag of a group')
    .action((groupId: string, _options: object, command: Command) =>
      withWeir(command, (context) => describe(context, groupId)),
    );
  group
    .command('reset <group>')
    .description('move committed offsets of a group in a topic')
    .requiredOption('--topic <name>', 'topic')
    .option('--partition <n...>', 'partitions (default: all)', collectPartition, [])
    .option('--to <where>', 'earliest, latest, an offset, @TIME or -DURATION', parseResetTarget)
    .option('--shift <n>', 'add to the committed offsets', parseShift)
    .option('--dry-run', 'show what would be done')
    .option('--force', 'even while the group has members')
    .action(async (groupId: string, options: ResetOptions, command: Command) => {
      const request = toRequest(groupId, options);
      await withWeir(command, (context) => reset(context, request));
    });
  group
    .command('delete <group>')
    .description('forget a group without members')
    .action((groupId: string, _options: object, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        await weir.admin().deleteGroup(groupId);
        if (format === 'json') output.json({ deleted: groupId });
        else output.line(`Group ${groupId} is deleted`);
      }),
    );
  return group;
}

function collectPartition(text: string, previous: readonly number[]): number[] {
  return [...previous, parsePartition(text)];
}

async function list({ weir, format }: CommandContext): Promise<void> {
  const groups = await weir.admin().listGroups();
  if (format === 'json') output.json({ groups });
  else output.line(formatGroups(groups));
}

async function describe({ weir, format }: CommandContext, groupId: string): Promise<void> {
  const description = await weir.admin().describeGroup(groupId);
  if (format === 'json') output.json(description);
  else output.line(formatGroup(description));
}

function toRequest(groupId: string, options: ResetOptions): ResetRequest {
  const { topic, partition, to, shift, dryRun, force } = options;
  const shifted = shift === undefined ? undefined : { shift };
  const target = to ?? shifted;
  if (target === undefined || (to !== undefined && shifted !== undefined)) {
    throw new InputError('Name one of --to and --shift');
  }
  return {
    groupId,
    topic,
    to: target,
    dryRun: dryRun === true,
    force: force === true,
    ...(partition.length === 0 ? undefined : { partitions: partition }),
  };
}

async function reset({ weir, format }: CommandContext, request: ResetRequest): Promise<void> {
  const offsets = await weir.admin().resetOffsets(request);
  if (format === 'json') {
    output.json({ offsets, dryRun: request.dryRun });
    return;
  }
  const rows = offsets.map(({ topic, partition, offset }) => [topic, `${partition}`, `${offset}`]);
  output.line(formatTable(['TOPIC', 'PARTITION', 'NEW OFFSET'], rows));
  if (request.dryRun === true) output.note('Nothing was changed: --dry-run');
}
