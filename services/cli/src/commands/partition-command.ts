import { Command } from 'commander';
import { withWeir } from '../command-context.ts';
import { InputError } from '../exit-code.ts';
import { formatTable, output } from '../output.ts';
import { parseInteger } from '../parse-options.ts';

interface ElectOptions {
  readonly topic?: string;
  readonly partition?: number;
  readonly unclean?: boolean;
}

/** `weir partition …` */
export function createPartitionCommand(): Command {
  const partition = new Command('partition').description('elect leaders of partitions');
  partition
    .command('elect')
    .description('move leaderships back to the preferred replicas')
    .option('--topic <name>', 'topic (default: every partition that needs it)')
    .option('--partition <n>', 'partition', parseInteger('--partition', { min: 0, max: 9_999 }))
    .option('--unclean', 'elect although acknowledged records may be lost')
    .action((options: ElectOptions, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        const results = await weir.admin().electLeaders(toRequest(options));
        if (format === 'json') output.json({ results });
        else {
          const rows = results.map((result) => [
            `${result.partition?.topic}/${result.partition?.partition}`,
            result.errorCode === '' ? `${result.leader}` : '-',
            result.errorCode === '' ? `epoch ${result.leaderEpoch}` : result.errorMessage,
          ]);
          output.line(formatTable(['PARTITION', 'LEADER', ''], rows));
        }
      }),
    );
  return partition;
}

function toRequest({ topic, partition, unclean }: ElectOptions) {
  if ((topic === undefined) !== (partition === undefined)) {
    throw new InputError('Name both --topic and --partition, or neither');
  }
  if (unclean === true && topic === undefined) {
    throw new InputError('An unclean election names --topic and --partition');
  }
  return {
    type: unclean === true ? ('unclean' as const) : ('preferred' as const),
    ...(topic === undefined || partition === undefined
      ? undefined
      : { partitions: [{ topic, partition }] }),
  };
}
