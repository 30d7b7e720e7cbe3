import type { Command } from 'commander';

/** The headings of `weir --help`, and the commands below them. */
const groups: Readonly<Record<string, readonly string[]>> = {
  'Records:': ['record', 'produce', 'consume', 'check'],
  'Topics and groups:': ['topic', 'partition', 'config', 'group'],
  'Cluster:': ['cluster', 'node', 'top', 'doctor', 'bundle', 'apply', 'audit'],
  'Who may do what:': ['acl', 'key', 'quota'],
  'This command line:': ['context', 'completion', 'errors'],
};

/** The commands of a program under the headings of its help, in their order. */
export function inGroups(commands: readonly Command[]): readonly Command[] {
  const ordered = Object.entries(groups).flatMap(([heading, names]) =>
    names.flatMap((name) => {
      const found = commands.filter((command) => command.name() === name);
      return found.map((command) => command.helpGroup(heading));
    }),
  );
  return [...ordered, ...commands.filter((command) => !ordered.includes(command))];
}
