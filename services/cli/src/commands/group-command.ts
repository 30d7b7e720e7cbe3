import type { DescribeGroupResponse, ResetTarget } from '@weir/client';
import { Command } from 'commander';
import { type CommandContext, withWeir } from '../command-context.ts';
import { InputError } from '../exit-code.ts';
import { formatTable, output } from '../output.ts';
import { parseInteger, parseResetTarget } from '../parse-options.ts';

interface ResetOptions {
  readonly topic: string;
  readonly partition: number[];
  readonly to?: ResetTarget;
  readonly shift?: number;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

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
      withWeir(command, async ({ weir, format }) => {
        const description = await weir.admin().describeGroup(groupId);
        if (format === 'json') output.json(description);
        else printGroup(description);
      }),
    );
  group
    .command('reset <group>')
    .description('move committed offsets of a group in a topic')
    .requiredOption('--topic <name>', 'topic')
    .option('--partition <n...>', 'partitions (default: all)', collectPartition, [])
    .option('--to <where>', 'earliest, latest, an offset, @TIME or -DURATION', parseResetTarget)
    .option(
      '--shift <n>',
      'add to the committed offsets',
      parseInteger('--shift', { min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
    )
    .option('--dry-run', 'show what would be done')
    .option('--force', 'even while the group has members')
    .action((groupId: string, options: ResetOptions, command: Command) =>
      withWeir(command, (context) => reset(context, groupId, options)),
    );
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

const parsePartition = parseInteger('--partition', { min: 0, max: 9_999 });

function collectPartition(text: string, previous: number[]): number[] {
  return [...previous, parsePartition(text)];
}

function stateText(state: string): string {
  return state.replace('GROUP_STATE_', '').toLowerCase();
}

async function list({ weir, format }: CommandContext): Promise<void> {
  const groups = await weir.admin().listGroups();
  if (format === 'json') {
    output.json({ groups });
    return;
  }
  const rows = groups.map(({ groupId, state, members }) => [
    groupId,
    stateText(state),
    `${members}`,
  ]);
  output.line(formatTable(['GROUP', 'STATE', 'MEMBERS'], rows));
}

function printGroup(group: DescribeGroupResponse): void {
  output.line(
    `Group ${group.groupId}: ${stateText(group.state)}, assignor ${group.assignor}, ` +
      `epoch ${group.groupEpoch}, coordinator ${group.coordinatorId}`,
  );
  output.line('');
  output.line(
    formatTable(
      ['MEMBER', 'CLIENT', 'EPOCH', 'PARTITIONS'],
      group.members.map(({ memberId, clientId, memberEpoch, owned }) => [
        memberId,
        clientId,
        `${memberEpoch}`,
        `${owned.length}`,
      ]),
    ),
  );
  output.line('');
  output.line(
    formatTable(
      ['TOPIC', 'PARTITION', 'COMMITTED', 'END', 'LAG', 'MEMBER'],
      group.partitions.map((partition) => [
        partition.topic,
        `${partition.partition}`,
        `${partition.committedOffset ?? '-'}`,
        `${partition.highWatermark ?? '-'}`,
        `${partition.lag ?? '-'}`,
        partition.memberId === '' ? '-' : partition.memberId,
      ]),
    ),
  );
}

async function reset(
  { weir, format }: CommandContext,
  groupId: string,
  options: ResetOptions,
): Promise<void> {
  if ((options.to === undefined) === (options.shift === undefined)) {
    throw new InputError('Name one of --to and --shift');
  }
  const results = await weir.admin().resetOffsets({
    groupId,
    topic: options.topic,
    to: options.to ?? { shift: options.shift ?? 0 },
    dryRun: options.dryRun ?? false,
    force: options.force ?? false,
    ...(options.partition.length === 0 ? undefined : { partitions: options.partition }),
  });
  if (format === 'json') {
    output.json({ offsets: results, dryRun: options.dryRun ?? false });
    return;
  }
  const rows = results.map(({ topic, partition, offset }) => [topic, `${partition}`, `${offset}`]);
  output.line(formatTable(['TOPIC', 'PARTITION', 'NEW OFFSET'], rows));
  if (options.dryRun === true) output.note('Nothing was changed: --dry-run');
}
