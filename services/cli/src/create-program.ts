import { Command, Option } from 'commander';
import { inGroups } from './command-groups.ts';
import { formatsOf, isLocal } from './command-traits.ts';
import { createAclCommand } from './commands/acl-command.ts';
import { createApplyCommand } from './commands/apply-command.ts';
import { createAuditCommand } from './commands/audit-command.ts';
import { connectionOptions } from './connection-options.ts';
import { createBundleCommand } from './commands/bundle-command.ts';
import { createCheckCommand } from './commands/check-command.ts';
import { createClusterCommand } from './commands/cluster-command.ts';
import { createCompletionCommand, createNamesCommand } from './commands/completion-command.ts';
import { createConfigCommand } from './commands/config-command.ts';
import { createConsumeCommand } from './commands/consume-command.ts';
import { createContextCommand } from './commands/context-command.ts';
import { createDoctorCommand } from './commands/doctor-command.ts';
import { createErrorsCommand } from './commands/errors-command.ts';
import { createGroupCommand } from './commands/group-command.ts';
import { createKeyCommand } from './commands/key-command.ts';
import { createNodeCommand } from './commands/node-command.ts';
import { createPartitionCommand } from './commands/partition-command.ts';
import { createProduceCommand } from './commands/produce-command.ts';
import { createQuotaCommand } from './commands/quota-command.ts';
import { createRecordCommand } from './commands/record-command.ts';
import { createTopCommand } from './commands/top-command.ts';
import { createTopicCommand } from './commands/topic-command.ts';
import { packageVersion } from './package-version.ts';
import { type OutputFormat, outputFormats } from './result/output-format.ts';

const footer = `
A command that lists something prints it with -o text, wide, json, ndjson, yaml or name; weir COMMAND
--help tells which of them each command can print, and all its options.

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
    .addHelpText('after', footer);
  const commands = [
    createTopicCommand(),
    createProduceCommand(),
    createConsumeCommand(),
    createRecordCommand(),
    createGroupCommand(),
    createClusterCommand(),
    createCheckCommand(),
    createDoctorCommand(),
    createTopCommand(),
    createBundleCommand(),
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
    createCompletionCommand(program),
  ];
  for (const command of inGroups(commands)) program.addCommand(command);
  program.addCommand(createNamesCommand(), { hidden: true });
  for (const command of allCommands(program)) prepare(command);
  // These may stand anywhere on the line; the commands list them, too.
  program.addOption(outputOption(outputFormats));
  for (const option of settingOptions()) program.addOption(option);
  return program;
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
  return [contextOption(), ...connectionOptions()].map((option) =>
    option.helpGroup('Where to connect, and as whom:'),
  );
}

function contextOption(): Option {
  return new Option('--context <context>', 'a saved context, see weir context (env: WEIR_CONTEXT)');
}

function outputOption(formats: readonly OutputFormat[]): Option {
  return new Option('-o, --output <format>', 'how to print').choices(formats);
}
