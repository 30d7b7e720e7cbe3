import { Command } from 'commander';
import { type CommandContext, withWeir } from '../command-context.ts';
import { formatNodes } from '../format/cluster-text.ts';
import { formatProgress } from '../format/move-text.ts';
import { output } from '../output.ts';
import { parseInteger, parseRate } from '../parse-options.ts';
import { waitUntilDone } from './wait-until.ts';

interface DecommissionOptions {
  readonly throttle: number;
  readonly cancel?: boolean;
  readonly wait?: boolean;
}

const parseNode = parseInteger('The node id', { min: 0, max: 2 ** 31 - 1 });

/** `weir node …` */
export function createNodeCommand(): Command {
  const node = new Command('node').description('list, empty and remove storage nodes');
  node
    .command('list')
    .description('list storage nodes')
    .action((_options: object, command: Command) =>
      withWeir(command, async ({ weir, format }) => {
        const { nodes, nodeStatuses } = await weir.admin().describeCluster();
        if (format === 'json') output.json({ nodes, nodeStatuses });
        else output.line(formatNodes({ nodes, nodeStatuses }));
      }),
    );
  node
    .command('decommission <id>')
    .description('move every replica off a node, which gets no new ones')
    .option('--throttle <rate>', 'bytes per second that a node may copy: 500K, 20M', parseRate, 0)
    .option('--cancel', 'keep the node; what has moved stays where it is')
    .option('--wait', 'until the node is empty')
    .action((id: string, options: DecommissionOptions, command: Command) => {
      const nodeId = parseNode(id);
      return withWeir(command, (context) => decommission(context, nodeId, options));
    });
  node
    .command('remove <id>')
    .description('forget a node that is stopped and empty')
    .action((id: string, _options: object, command: Command) => {
      const nodeId = parseNode(id);
      return withWeir(command, async ({ weir, format }) => {
        await weir.admin().removeNode(nodeId);
        if (format === 'json') output.json({ removed: nodeId });
        else output.line(`Node ${nodeId} is removed`);
      });
    });
  return node;
}

async function decommission(
  { weir, format, signal }: CommandContext,
  nodeId: number,
  { throttle, cancel, wait }: DecommissionOptions,
): Promise<void> {
  const admin = weir.admin();
  const isCancelled = cancel === true;
  let replicas = await admin.decommissionNode(nodeId, {
    bytesPerSecond: throttle,
    cancel: isCancelled,
  });
  if (wait === true && !isCancelled) {
    await waitUntilDone(signal, async () => {
      const { nodeStatuses } = await admin.describeCluster();
      const status = nodeStatuses.find((each) => each.nodeId === nodeId);
      // Data goes after the partition has moved.
      replicas = Math.max(status?.assignedReplicas ?? 0, status?.replicas ?? 0);
      if (replicas === 0) return undefined;
      const blocked = status?.decommissionBlockedReason ?? '';
      return blocked === ''
        ? `${replicas} replicas left; ${formatProgress(await admin.listMoves())}`
        : `${replicas} replicas left: ${blocked}`;
    });
  }
  if (format === 'json') output.json({ nodeId, isCancelled, replicas });
  else if (isCancelled) output.line(`Node ${nodeId} stays, with ${replicas} replicas`);
  else if (replicas === 0) output.line(`Node ${nodeId} is empty: stop it, then weir node remove`);
  else output.line(`Node ${nodeId} has ${replicas} replicas to move: weir node list shows them`);
}
