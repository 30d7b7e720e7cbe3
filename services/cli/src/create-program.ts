import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { formatsOf, isLocal } from './command-traits.ts';
import { createAclCommand } from './commands/acl-command.ts';
import { createApplyCommand } from './commands/apply-command.ts';
import { createAuditCommand } from './commands/audit-command.ts';
import { connectionOptions } from './connection-options.ts';
import { createCheckCommand } from './commands/check-command.ts';
import { createClusterCommand } from './commands/cluster-command.ts';
import { createCompletionCommand, createNamesCommand } from './commands/completion-command.ts';
import { createConfigCommand } from './commands/config-command.ts';
import { createConsumeCommand } from './commands/consume-command.ts';
import { createContextCommand } from './commands/context-command.ts';
import { createErrorsCommand } from './commands/errors-command.ts';
import { createGroupCommand } from './commands/group-command.ts';
import { createKeyCommand } from './commands/key-command.ts';
import { createNodeCommand } from './commands/node-command.ts';
import { createPartitionCommand } from './commands/partition-command.ts';
import { createProduceCommand } from './commands/produce-command.ts';
import { createQuotaCommand } from './commands/quota-command.ts';
import { createTopicCommand } from './commands/topic-command.ts';
import { type OutputFormat, outputFormats } from './result/output-format.ts';

const exitCodes = `
Exit codes:
  0    done
  1    the operation failed
  2    bad usage or bad input
  3    no Weir answers at the bootstrap address
  130  interrupted (143: terminated)`;

/**
 * The `weir` program. It throws what it cannot do, prints nothing about it, and leaves exit codes to
 * its caller.
 */
export function createProgram(): Command {
  const program = new Command('weir')
    .description('The command line of Weir, a replicated, partitioned message log')
    .version(packageVersion())
    .addHelpText('after', exitCodes);
  const commands = [
    createTopicCommand(),
    createProduceCommand(),
    createConsumeCommand(),
    createGroupCommand(),
    createClusterCommand(),
    createCheckCommand(),
    createApplyCommand(),
    createPartitionCommand(),
    createNodeCommand(),
    createAclCommand(),
    createAuditCommand(),
    createKeyCommand(),
    createQuotaCommand(),
    createConfigCommand(),
    createContextCommand(),
    createErrorsCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  program.addCommand(createCompletionCommand(program));
  program.addCommand(createNamesCommand(), { hidden: true });
  for (const command of allCommands(program)) prepare(command);
  // These may stand anywhere on the line; the commands list them, too.
  for (const option of [...settingOptions(), outputOption(outputFormats)])
    program.addOption(option);
  return program;
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function prepare(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => undefined });
  if (command.commands.length > 0) return;
  const formats = formatsOf(command);
  if (formats.length > 0) command.addOption(outputOption(formats).default('text'));
  if (isLocal(command)) return;
  for (const option of settingOptions()) command.addOption(option);
}

function settingOptions(): Option[] {
  return [contextOption(), ...connectionOptions()];
}

function contextOption(): Option {
  return new Option('--context <context>', 'a saved context, see weir context (env: WEIR_CONTEXT)');
}

function outputOption(formats: readonly OutputFormat[]): Option {
  return new Option('-o, --output <format>', 'how to print').choices(formats);
}
