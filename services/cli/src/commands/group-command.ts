import type { ResetRequest, ResetTarget } from '@weir/client';
import { Command, Option } from 'commander';
import { type CommandContext, streamWithWeir, withWeir } from '../command-context.ts';
import { InputError } from '../exit-code.ts';
import { formatGroup, formatGroups, formatReset, type ResetRow } from '../format/group-text.ts';
import { plainMessage } from '../format/plain-message.ts';
import { output } from '../output.ts';
import { parseInteger, parsePartition, parseResetTarget, parseSeconds } from '../parse-options.ts';
import { watch, type WatchedResult } from './watch.ts';

interface WatchableOptions {
  /** Milliseconds between two rounds; undefined for one round only. */
  readonly watch?: number;
}

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

const parseWatch = parseSeconds('--watch', { min: 0.1, max: 86_400 });

/** `weir group …` */
export function createGroupCommand(): Command {
  const group = new Command('group').description('list, describe and reset consumer groups');
  group
    .command('list')
    .description('list groups')
    .addOption(watchOption())
    .action((options: WatchableOptions, command: Command) => show(command, options, list));
  group
    .command('describe <group>')
    .description('show members, positions and lag of a group')
    .addOption(watchOption())
    .action((groupId: string, options: WatchableOptions, command: Command) =>
      show(command, options, (context) => describe(context, groupId)),
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

function watchOption(): Option {
  return new Option('--watch [seconds]', 'show it again every so often (default: 2)')
    .preset('2')
    .argParser(parseWatch);
}

/** Prints a result once, or again and again. */
async function show(
  command: Command,
  { watch: everyMs }: WatchableOptions,
  ask: (context: CommandContext) => Promise<WatchedResult>,
): Promise<void> {
  if (everyMs !== undefined) {
    await streamWithWeir(command, (context) => watch(context, () => ask(context), { everyMs }));
    return;
  }
  await withWeir(command, async (context) => {
    const { text, json } = await ask(context);
    if (context.format === 'json') output.json(json);
    else output.line(text);
  });
}

async function list({ weir }: CommandContext): Promise<WatchedResult> {
  const groups = await weir.admin().listGroups();
  return { text: formatGroups(groups), json: plainMessage({ groups }) };
}

async function describe({ weir }: CommandContext, groupId: string): Promise<WatchedResult> {
  const description = await weir.admin().describeGroup(groupId);
  return { text: formatGroup(description), json: plainMessage(description) };
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

/** All partitions of the request, or none: what cannot be reset is found before anything is. */
async function reset({ weir, format }: CommandContext, request: ResetRequest): Promise<void> {
  const admin = weir.admin();
  const committed = await admin.fetchOffsets(request.groupId);
  const planned = await admin.resetOffsets({ ...request, dryRun: true });
  const offsets = request.dryRun === true ? planned : await admin.resetOffsets(request);
  const rows = offsets.map(({ topic, partition, offset }): ResetRow => {
    const previous = committed.find((each) => each.topic === topic && each.partition === partition);
    const previousOffset = previous?.offset ?? null;
    const change = previousOffset === null ? null : offset - previousOffset;
    return { topic, partition, previousOffset, offset, change };
  });
  if (format === 'json') output.json({ offsets: rows, dryRun: request.dryRun });
  else output.line(formatReset(rows));
  if (format === 'text' && request.dryRun === true) output.note('Nothing was changed: --dry-run');
}
