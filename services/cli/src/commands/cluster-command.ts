import { Command } from 'commander';
import { balanceCluster, type BalanceFlags } from '../cluster/balance-cluster.ts';
import type { CommandContext } from '../command-context.ts';
import { offerDryRun, offerFormats, offerWait } from '../command-traits.ts';
import { formatCluster } from '../format/cluster-text.ts';
import { parseRate } from '../parse-options.ts';
import type { CommandResult } from '../result/command-result.ts';
import { narrowListFormats } from '../result/output-format.ts';
import { runCommand } from '../run-command.ts';
import { offerWatch } from './watch.ts';

/** `weir cluster …` */
export function createClusterCommand(): Command {
  const cluster = new Command('cluster').description('show and balance the cluster');
  const show = cluster
    .command('describe')
    .description('show nodes, coordinators and what is not as it should be')
    .action((_options: object, command: Command) => runCommand(command, describeCluster));
  offerWatch(show);
  const balance = offerFormats(cluster.command('balance'), narrowListFormats)
    .description('move replicas so that all nodes have equally many')
    .option('--throttle <rate>', 'bytes per second that a node may copy: 500K, 20M', parseRate, 0)
    .action((options: BalanceFlags, command: Command) =>
      runCommand(command, (context) => balanceCluster(context, options)),
    );
  offerWait(offerDryRun(balance), 'until all has moved, and the preferred replicas lead');
  return cluster;
}

async function describeCluster({ weir }: CommandContext): Promise<CommandResult> {
  const description = await weir.admin().describeCluster();
  return { data: description, text: formatCluster(description) };
}
