import type { createProgram } from '@weir/cli';

type Command = ReturnType<typeof createProgram>;

/** A command, its names, and whether it calls no cluster. */
interface FoundCommand {
  readonly command: Command;
  readonly path: string;
  readonly isLocal: boolean;
}

/** The command that a line names. */
export function commandOf(program: Command, line: string): FoundCommand {
  let command = program;
  const names: string[] = [];
  for (const word of line.split(' ')) {
    const next = command.commands.find(
      (each) => each.name() === word || each.aliases().includes(word),
    );
    if (next === undefined) break;
    command = next;
    names.push(command.name());
  }
  const path = names.join(' ');
  // Only who saves contexts has addresses without calling them.
  const isLocal = path === 'context set' || !hasOption(command, '--bootstrap');
  return { command, path, isLocal };
}

/** The names of the command that a line names. */
export function pathOf(program: Command, line: string): string {
  return commandOf(program, line).path;
}

/** The formats that a command offers. */
export function formatsOf(program: Command, line: string): readonly string[] {
  const { command } = commandOf(program, line);
  return command.options.find(({ long }) => long === '--output')?.argChoices ?? [];
}

/** The names of all commands that print JSON and are not hidden, in order. */
export function jsonCommands(program: Command): readonly string[] {
  return leaves(program, '')
    .filter((path) => formatsOf(program, path).includes('json'))
    .toSorted();
}

function leaves(command: Command, path: string): string[] {
  if (command.commands.length === 0) return [path];
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help')
    .flatMap((each) => leaves(each, `${path} ${each.name()}`.trim()));
}

function hasOption(command: Command, name: string): boolean {
  return command.options.some(({ long }) => long === name);
}
