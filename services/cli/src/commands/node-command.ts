import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { offerDryRun, offerFormats, offerWait } from '../command-traits.ts';
import { offerYes } from '../confirm.ts';
import { formatNodes } from '../format/cluster-text.ts';
import { describeNode } from '../node/describe-node.ts';
import { drainNode, type DrainOptions } from '../node/drain-node.ts';
import { decommissionNode, type DecommissionOptions } from '../node/decommission-node.ts';
import { removeNode, type RemoveNodeOptions } from '../node/remove-node.ts';
import { parseInteger, parseRate } from '../parse-options.ts';
import type { CommandResult } from '../result/command-result.ts';
import { changeFormats, documentFormats, listFormats } from '../result/output-format.ts';
import { runCommand } from '../run-command.ts';
import { offerWatch } from './watch.ts';

const parseNode = parseInteger('The node id', { min: 0, max: 2 ** 31 - 1 });

/** `weir node …` */
export function createNodeCommand(): Command {
  const node = new Command('node')
    .alias('nodes')
    .description('list, drain, empty and remove storage nodes');
  const list = offerFormats(node.command('list'), listFormats)
    .description('list storage nodes')
    .action((_options: object, command: Command) => runCommand(command, listNodes));
  offerWatch(list);
  addDescribeAndDrain(node);
  const decommission = offerFormats(node.command('decommission <node>'), changeFormats)
    .description('move every replica off a node, which gets no new ones')
    .option('--throttle <rate>', 'bytes per second that a node may copy: 500K, 20M', parseRate, 0)
    .option('--cancel', 'keep the node; what has moved stays where it is')
    .action((id: string, options: DecommissionOptions, command: Command) => {
      const nodeId = parseNode(id);
      return runCommand(command, (context) => decommissionNode(context, nodeId, options));
    });
  offerWait(offerDryRun(decommission), 'until the node is empty');
  const remove = offerFormats(node.command('remove <node>'), changeFormats)
    .description('forget a node that is stopped and empty')
    .action((id: string, options: RemoveNodeOptions, command: Command) => {
      const nodeId = parseNode(id);
      return runCommand(command, (context) => removeNode(context, nodeId, { ...options, command }));
    });
  offerYes(offerDryRun(remove));
  return node;
}

function addDescribeAndDrain(node: Command): void {
  const describe = offerFormats(node.command('describe <node>'), documentFormats)
    .description('show what a node has, and what is wrong with it')
    .action((id: string, _options: object, command: Command) => {
      const nodeId = parseNode(id);
      return runCommand(command, (context) => describeNode(context, nodeId));
    });
  offerWatch(describe);
  const drain = offerFormats(node.command('drain <node>'), changeFormats)
    .description('move every leadership off a node, which takes no new ones until --undo')
    .option('--undo', 'let the node lead again')
    .action((id: string, options: DrainOptions, command: Command) => {
      const nodeId = parseNode(id);
      return runCommand(command, (context) => drainNode(context, nodeId, options));
    });
  offerWait(offerDryRun(drain), 'until the node leads nothing');
}

async function listNodes({ weir }: CommandContext): Promise<CommandResult> {
  const { nodes, nodeStatuses } = await weir.admin().describeCluster();
  return {
    data: { nodes, nodeStatuses },
    text: formatNodes({ nodes, nodeStatuses }),
    wide: formatNodes({ nodes, nodeStatuses }, { isWide: true }),
    items: nodes.map((node) => ({
      ...node,
      status: nodeStatuses.find(({ nodeId }) => nodeId === node.nodeId) ?? null,
    })),
    names: nodes.map(({ nodeId }) => `${nodeId}`),
  };
}
