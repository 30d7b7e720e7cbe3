import { Command } from 'commander';
import { offerDryRun, offerFormats, offerWait } from '../command-traits.ts';
import { offerYes } from '../confirm.ts';
import { formatMoves, partitionName } from '../format/move-text.ts';
import { parsePartition, parseRate, parseReplicas } from '../parse-options.ts';
import { cancelMove, type CancelOptions } from '../partition/cancel-move.ts';
import { electLeaders, type ElectOptions, toElection } from '../partition/elect-leaders.ts';
import { movePartition, type MoveOptions } from '../partition/move-partition.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommandResult } from '../result/command-result.ts';
import { changeFormats, listFormats, narrowListFormats } from '../result/output-format.ts';
import { runCommand } from '../run-command.ts';
import { offerWatch } from './watch.ts';

/** `weir partition …` */
export function createPartitionCommand(): Command {
  const partition = new Command('partition')
    .alias('partitions')
    .description('elect leaders of partitions, and move partitions');
  addMoveCommands(partition);
  const elect = offerFormats(partition.command('elect'), narrowListFormats)
    .description('move leaderships back to the preferred replicas')
    .option('--topic <topic>', 'topic (default: every partition that needs it)')
    .option('--partition <n>', 'partition', parsePartition)
    .option('--unclean', 'elect although acknowledged records may be lost')
    .action(async (options: ElectOptions, command: Command) => {
      const request = toElection(options);
      await runCommand(command, (context) => electLeaders(context, request, command));
    });
  offerYes(offerDryRun(elect, 'show which elections are needed'));
  return partition;
}

function addMoveCommands(partition: Command): void {
  const move = offerFormats(partition.command('move'), changeFormats)
    .description('move a partition to other nodes')
    .requiredOption('--topic <topic>', 'topic')
    .requiredOption('--partition <n>', 'partition', parsePartition)
    .requiredOption('--to <nodes>', 'node ids, the preferred leader first: 1,2,4', parseReplicas)
    .option('--throttle <rate>', 'bytes per second that a node may copy: 500K, 20M', parseRate, 0)
    .action((options: MoveOptions, command: Command) =>
      runCommand(command, (context) => movePartition(context, options)),
    );
  offerWait(offerDryRun(move), 'until it has moved');
  const status = offerFormats(partition.command('status'), listFormats)
    .description('show partitions that are being moved')
    .action((_options: object, command: Command) => runCommand(command, listMoves));
  offerWatch(status);
  const cancel = offerFormats(partition.command('cancel'), changeFormats)
    .description('cancel a move that has not switched yet')
    .requiredOption('--topic <topic>', 'topic')
    .requiredOption('--partition <n>', 'partition', parsePartition)
    .action((options: CancelOptions, command: Command) =>
      runCommand(command, (context) => cancelMove(context, options)),
    );
  offerDryRun(cancel);
}

async function listMoves({ weir }: CommandContext): Promise<CommandResult> {
  const moves = await weir.admin().listMoves();
  return {
    data: { moves },
    text: formatMoves(moves, { isWide: false }),
    wide: formatMoves(moves, { isWide: true }),
    items: moves,
    names: moves.map((move) => partitionName(move.partition)),
  };
}
