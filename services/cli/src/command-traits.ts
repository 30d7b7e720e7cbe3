import { type Command, Option } from 'commander';
import { InputError } from './exit-code.ts';
import { parseDuration } from './parse-options.ts';
import { documentFormats, type OutputFormat } from './result/output-format.ts';

/** What the program has to know of a command before it makes its options. */
interface CommandTraits {
  readonly formats?: readonly OutputFormat[];
  readonly isLocal?: boolean;
}

const traits = new WeakMap<Command, CommandTraits>();

/** Says which formats a command can print; those of a document, unless it is told. */
export function offerFormats(command: Command, formats: readonly OutputFormat[]): Command {
  traits.set(command, { ...traits.get(command), formats });
  return command;
}

/** Marks a command that calls no cluster, and so has no options for a connection. */
export function markLocal(command: Command): Command {
  traits.set(command, { ...traits.get(command), isLocal: true });
  return command;
}

/** The formats that a command can print; none: it has no `-o`. */
export function formatsOf(command: Command): readonly OutputFormat[] {
  return traits.get(command)?.formats ?? documentFormats;
}

/** Whether a command calls no cluster. */
export function isLocal(command: Command): boolean {
  return traits.get(command)?.isLocal === true;
}

/**
 * The format that is wanted of a command, by an option before its name or after it. `InputError` for one
 * that it cannot print.
 */
export function formatOf(command: Command): OutputFormat {
  const { output: format } = command.optsWithGlobals<{ readonly output: OutputFormat }>();
  const formats = formatsOf(command);
  if (formats.includes(format)) return format;
  throw new InputError(
    `-o is "${format}", but "${pathOf(command)}" can print ${formats.join(', ')}`,
  );
}

/** The names of a command and of those above it: `topic list`. */
function pathOf(command: Command): string {
  const names: string[] = [];
  for (let each: Command | null = command; each?.parent; each = each.parent) {
    names.unshift(each.name());
  }
  return names.join(' ');
}

/** Adds `--dry-run`. */
export function offerDryRun(
  command: Command,
  meaning = 'check it and say what would be done',
): Command {
  return command.option('--dry-run', meaning);
}

/** Adds `--wait`, and `--timeout`, which waits, too. */
export function offerWait(command: Command, meaning: string): Command {
  const timeout = new Option('--timeout <duration>', 'wait so long: 30s, 10m (default: until done)')
    .argParser(parseDuration)
    .implies({ wait: true });
  return command.option('--wait', meaning).addOption(timeout);
}
