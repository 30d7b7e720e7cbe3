import { Command } from 'commander';
import { balanceCluster, type BalanceFlags } from '../cluster/balance-cluster.ts';
import { withWeir } from '../command-context.ts';
import { formatCluster } from '../format/cluster-text.ts';
import { output } from '../output.ts';
import { parseRate } from '../parse-options.ts';

/** `weir cluster …` */
export function createClusterCommand(): Command {
  const cluster = new Command('cluster').description('show and balance the cluster');
  cluster
    .command('describe')
    .description('show nodes, coordinators and what is not as it should be')
    .action((_options: object, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        const description = await weir.admin().describeCluster();
        if (format === 'json') output.json(description);
        else output.line(formatCluster(description));
      }),
    );
  cluster
    .command('balance')
    .description('move replicas so that all nodes have equally many')
    .option('--throttle <rate>', 'bytes per second that a node may copy: 500K, 20M', parseRate, 0)
    .option('--wait', 'until all has moved, and the preferred replicas lead')
    .option('--dry-run', 'show what would move')
    .action((options: BalanceFlags, command: Command) =>
      withWeir(command, (context) => balanceCluster(context, options)),
    );
  return cluster;
}
