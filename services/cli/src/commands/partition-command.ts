import { Command } from 'commander';
import { offerDryRun, offerFormats, offerWait } from '../command-traits.ts';
import { offerYes } from '../confirm.ts';
import { formatMoves, partitionName } from '../format/move-text.ts';
import { parseInteger, parsePartition, parseRate, parseReplicas } from '../parse-options.ts';
import { cancelMove, type CancelOptions } from '../partition/cancel-move.ts';
import { describePartition, parsePartitionName } from '../partition/describe-partition.ts';
import { electLeaders, type ElectOptions, toElection } from '../partition/elect-leaders.ts';
import { listPartitions, type ListPartitionsOptions } from '../partition/list-partitions.ts';
import { movePartition, type MoveOptions } from '../partition/move-partition.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommandResult } from '../result/command-result.ts';
import {
  changeFormats,
  documentFormats,
  listFormats,
  narrowListFormats,
} from '../result/output-format.ts';
import { runCommand } from '../run-command.ts';
import { offerWatch } from './watch.ts';

const parseNode = parseInteger('--node', { min: 0, max: 2 ** 31 - 1 });

/** `weir partition …` */
export function createPartitionCommand(): Command {
  const partition = new Command('partition')
    .alias('partitions')
    .description('list and move partitions, and elect their leaders');
  addReadingCommands(partition);
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

function addReadingCommands(partition: Command): void {
  const list = offerFormats(partition.command('list'), listFormats)
    .description('list partitions with their leaders and replicas')
    .option('--topic <topic>', 'of this topic')
    .option('--node <node>', 'with a replica on this node', parseNode)
    .option('--leaderless', 'without a leader')
    .option('--under-replicated', 'with replicas that are not in sync')
    .option('--under-min-isr', 'with fewer replicas in sync than min.insync.replicas')
    .option('--internal', 'of internal topics, too')
    .action((options: ListPartitionsOptions, command: Command) =>
      runCommand(command, (context) => listPartitions(context, options)),
    );
  offerWatch(list);
  const describe = offerFormats(partition.command('describe <partition>'), documentFormats)
    .description('show replicas, offsets and size of a partition: TOPIC/NUMBER')
    .action((text: string, _options: object, command: Command) => {
      const name = parsePartitionName(text);
      return runCommand(command, (context) => describePartition(context, name));
    });
  offerWatch(describe);
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
