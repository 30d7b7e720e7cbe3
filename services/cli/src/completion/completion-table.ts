import type { Argument, Command, Option } from 'commander';

/** What a value of an option, or an argument, can be. */
export interface CompletedValue {
  /** The words that there are; none where they are asked for, or not known. */
  readonly choices: readonly string[];
  /** What it is called: `topic`, `path`. Names of some kinds are asked of the cluster. */
  readonly kind: string;
}

/** A word that can be typed, and what it means. */
export interface CompletedWord {
  readonly word: string;
  readonly meaning: string;
}

/** An option, and the value that follows it, if any. */
export interface CompletedOption extends CompletedWord {
  readonly value?: CompletedValue;
}

/** A word that leads on to another command. */
export interface CompletedStep extends CompletedWord {
  readonly path: string;
  /** Another name of it, which is understood and not offered. */
  readonly isAlias: boolean;
}

/** What can be typed after the names of a command. */
export interface CompletedCommand {
  /** `topic list`; empty for the program. */
  readonly path: string;
  /** Words that lead on to other commands, with their paths. */
  readonly commands: readonly CompletedStep[];
  readonly options: readonly CompletedOption[];
  readonly values: readonly CompletedValue[];
  /** Whether the last value may come again. */
  readonly isVariadic: boolean;
}

/** What can be typed where, for all commands of a program that are not hidden. */
export function completionTable(program: Command): readonly CompletedCommand[] {
  return entriesOf(program, '', optionsOf(program));
}

/** Options of the program may stand before the names of all its commands. */
function entriesOf(
  command: Command,
  path: string,
  anywhere: readonly CompletedOption[],
): CompletedCommand[] {
  const below = command
    .createHelp()
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help');
  const steps = below.map((each) => ({ each, path: `${path} ${each.name()}`.trim() }));
  const values = command.registeredArguments;
  const own = optionsOf(command);
  const entry: CompletedCommand = {
    path,
    commands: steps.flatMap(({ each, path: next }) =>
      [each.name(), ...each.aliases()].map((word) => ({
        word,
        meaning: each.description(),
        path: next,
        isAlias: word !== each.name(),
      })),
    ),
    options: below.length === 0 || path === '' ? own : [...own, ...anywhere],
    values: values.map(toValue),
    isVariadic: values.at(-1)?.variadic === true,
  };
  return [entry, ...steps.flatMap(({ each, path: next }) => entriesOf(each, next, anywhere))];
}

function optionsOf(command: Command): CompletedOption[] {
  return command.createHelp().visibleOptions(command).flatMap(toOptions);
}

/** One for each way to write it. */
function toOptions(option: Option): CompletedOption[] {
  const { flags, description, required, argChoices } = option;
  const kind = /[<[](?<name>[^>\]]*)[>\]]/.exec(flags)?.groups?.['name']?.replace('...', '') ?? '';
  // A value that may be left out is not waited for.
  const value = required ? { value: { kind, choices: argChoices ?? [] } } : undefined;
  const words = [option.short, option.long].filter((word) => word !== undefined && word !== null);
  return words.map((word) => ({ word, meaning: description, ...value }));
}

function toValue(argument: Argument): CompletedValue {
  return { kind: argument.name(), choices: argument.argChoices ?? [] };
}
