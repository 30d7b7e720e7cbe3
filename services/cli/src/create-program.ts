import { Command, Option } from 'commander';
import { defaultBootstrap } from './command-context.ts';
import { createClusterCommand } from './commands/cluster-command.ts';
import { createConsumeCommand } from './commands/consume-command.ts';
import { createGroupCommand } from './commands/group-command.ts';
import { createPartitionCommand } from './commands/partition-command.ts';
import { createProduceCommand } from './commands/produce-command.ts';
import { createTopicCommand } from './commands/topic-command.ts';

const exitCodes = `
Exit codes:
  0    done
  1    the operation failed
  2    bad usage or bad input
  3    no Weir answers at the bootstrap address
  130  interrupted`;

/** The `weir` program. It throws what it cannot do, and leaves exit codes to its caller. */
export function createProgram(): Command {
  const program = new Command('weir')
    .description('The command line of Weir, a replicated, partitioned message log')
    .addHelpText('after', exitCodes)
    .showHelpAfterError('(add --help for usage)');
  const commands = [
    createTopicCommand(),
    createProduceCommand(),
    createConsumeCommand(),
    createGroupCommand(),
    createClusterCommand(),
    createPartitionCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of leaves(program)) addSharedOptions(command);
  return program;
}

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function addSharedOptions(command: Command): void {
  command
    .addOption(
      new Option('--bootstrap <addresses>', 'host:port of any Weir service, comma-separated')
        .env('WEIR_BOOTSTRAP')
        .default(defaultBootstrap),
    )
    .addOption(
      new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'),
    )
    .exitOverride();
}
