import {
  type ElectionRequest,
  type ElectionResult,
  type ReassignmentResult,
  WeirError,
} from '@weir/client';
import { isErrorCode } from '@weir/core';
import { Command } from 'commander';
import { type CommandContext, withWeir } from '../command-context.ts';
import { InputError, PartialFailure } from '../exit-code.ts';
import { formatTable } from '../format/format-table.ts';
import { formatMoves, formatProgress } from '../format/move-text.ts';
import { output } from '../output.ts';
import { parsePartition, parseRate, parseReplicas } from '../parse-options.ts';
import { waitUntilDone } from './wait-until.ts';

interface MoveOptions {
  readonly topic: string;
  readonly partition: number;
  readonly to: number[];
  readonly throttle: number;
  readonly wait?: boolean;
  readonly dryRun?: boolean;
}

interface ElectOptions {
  readonly topic?: string;
  readonly partition?: number;
  readonly unclean?: boolean;
}

/** `weir partition …` */
export function createPartitionCommand(): Command {
  const partition = new Command('partition').description(
    'elect leaders of partitions, and move partitions',
  );
  addMoveCommands(partition);
  partition
    .command('elect')
    .description('move leaderships back to the preferred replicas')
    .option('--topic <name>', 'topic (default: every partition that needs it)')
    .option('--partition <n>', 'partition', parsePartition)
    .option('--unclean', 'elect although acknowledged records may be lost')
    .action(async (options: ElectOptions, command: Command) => {
      const request = toRequest(options);
      await withWeir(command, async ({ weir, format }) => {
        const results = await weir.admin().electLeaders(request);
        if (format === 'json') output.json({ results });
        else output.line(formatResults(results));
        const failed = results.filter(isFailure).length;
        if (failed > 0) throw new PartialFailure(`${failed} of ${results.length} elections failed`);
      });
    });
  return partition;
}

function addMoveCommands(partition: Command): void {
  partition
    .command('move')
    .description('move a partition to other nodes')
    .requiredOption('--topic <name>', 'topic')
    .requiredOption('--partition <n>', 'partition', parsePartition)
    .requiredOption('--to <nodes>', 'node ids, the preferred leader first: 1,2,4', parseReplicas)
    .option('--throttle <rate>', 'bytes per second that a node may copy: 500K, 20M', parseRate, 0)
    .option('--wait', 'until it has moved')
    .option('--dry-run', 'check it and move nothing')
    .action((options: MoveOptions, command: Command) =>
      withWeir(command, (context) => move(context, options)),
    );
  partition
    .command('status')
    .description('show partitions that are being moved')
    .action((_options: object, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        const moves = await weir.admin().listMoves();
        if (format === 'json') output.json({ moves });
        else output.line(formatMoves(moves));
      }),
    );
  partition
    .command('cancel')
    .description('cancel a move that has not switched yet')
    .requiredOption('--topic <name>', 'topic')
    .requiredOption('--partition <n>', 'partition', parsePartition)
    .action(({ topic, partition: number }: MoveOptions, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        report(await weir.admin().cancelMoves([{ topic, partition: number }]));
        if (format === 'json') output.json({ cancelled: { topic, partition: number } });
        else output.line(`The move of ${topic}/${number} is cancelled`);
      }),
    );
}

async function move({ weir, format, signal }: CommandContext, options: MoveOptions): Promise<void> {
  const { topic, partition, to, throttle, dryRun } = options;
  const admin = weir.admin();
  const results = await admin.movePartitions({
    moves: [{ topic, partition, replicas: to }],
    bytesPerSecond: throttle,
    validateOnly: dryRun === true,
  });
  report(results);
  const isWaiting = options.wait === true && dryRun !== true;
  if (isWaiting) {
    await waitUntilDone(signal, async () => {
      const moves = await admin.listMoves([{ topic, partition }]);
      return moves.length === 0 ? undefined : formatProgress(moves);
    });
  }
  if (format === 'json') output.json({ topic, partition, replicas: to, isDone: isWaiting });
  else if (dryRun === true) output.line(`${topic}/${partition} can move to ${to.join(',')}`);
  else {
    output.line(`${topic}/${partition} ${isWaiting ? 'has moved' : 'moves'} to ${to.join(',')}`);
  }
}

function report(results: readonly ReassignmentResult[]): void {
  for (const { errorCode, errorMessage } of results) {
    if (errorCode === '') continue;
    throw new WeirError(isErrorCode(errorCode) ? errorCode : 'UNKNOWN_SERVER_ERROR', errorMessage);
  }
}

function toRequest({ topic, partition, unclean }: ElectOptions): ElectionRequest {
  if ((topic === undefined) !== (partition === undefined)) {
    throw new InputError('Name both --topic and --partition, or neither');
  }
  const type = unclean === true ? 'unclean' : 'preferred';
  if (topic !== undefined && partition !== undefined) {
    return { type, partitions: [{ topic, partition }] };
  }
  if (unclean === true) throw new InputError('With --unclean, name --topic and --partition');
  return { type };
}

/** A leader that is the preferred one already is what was wanted. */
function isFailure({ errorCode }: ElectionResult): boolean {
  return errorCode !== '' && errorCode !== 'ELECTION_NOT_NEEDED';
}

function formatResults(results: readonly ElectionResult[]): string {
  if (results.length === 0) return 'Every partition is led by its preferred replica';
  return formatTable(
    ['PARTITION', 'LEADER', ''],
    results.map(({ partition, leader, leaderEpoch, errorCode, errorMessage }) => [
      `${partition?.topic}/${partition?.partition}`,
      errorCode === '' ? `${leader}` : '-',
      errorCode === '' ? `epoch ${leaderEpoch}` : `${errorCode}: ${errorMessage}`,
    ]),
  );
}
