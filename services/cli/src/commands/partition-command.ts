import type { ElectionRequest, ElectionResult } from '@weir/client';
import { Command } from 'commander';
import { withWeir } from '../command-context.ts';
import { InputError, PartialFailure } from '../exit-code.ts';
import { formatTable } from '../format/format-table.ts';
import { output } from '../output.ts';
import { parsePartition } from '../parse-options.ts';

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
