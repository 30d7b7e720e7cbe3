import { Command } from 'commander';
import { withWeir } from '../command-context.ts';
import { formatCluster } from '../format/cluster-text.ts';
import { output } from '../output.ts';

/** `weir cluster …` */
export function createClusterCommand(): Command {
  const cluster = new Command('cluster').description('show the cluster');
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
  return cluster;
}
