import type { Command } from 'commander';
import {
  type CommandContext,
  streamWithWeir,
  type WeirCommandOptions,
  withWeir,
} from './command-context.ts';
import { formatOf } from './command-traits.ts';
import { watch } from './commands/watch.ts';
import { output } from './output.ts';
import { type CommandResult, printResult } from './result/command-result.ts';

/**
 * Asks the cluster, and prints what that comes to in the wanted format; again and again where the
 * command has `--watch` (`offerWatch`) and it was given.
 */
export async function runCommand(
  command: Command,
  ask: (context: CommandContext) => Promise<CommandResult>,
  options: WeirCommandOptions = {},
): Promise<void> {
  const { watch: everyMs } = command.opts<{ readonly watch?: number }>();
  if (everyMs !== undefined) {
    const again = (context: CommandContext): Promise<void> =>
      watch(context, () => ask(context), { everyMs });
    await streamWithWeir(command, again, options);
    return;
  }
  await withWeir(
    command,
    async (context) => {
      printResult(await ask(context), context.format, output);
    },
    options,
  );
}

/** Prints the result of a command that calls no cluster. */
export async function runLocal(
  command: Command,
  ask: () => CommandResult | Promise<CommandResult>,
): Promise<void> {
  const format = formatOf(command);
  printResult(await ask(), format, output);
}
