import { allShapes } from './shapes/all-shapes.ts';
import type { CommandShape, Shape } from './shape.ts';

/** Rows that an example keeps of a list. */
const exampleRows = 2;

/** A document with at most two rows in each list, so that people can read it. */
export function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, exampleRows).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shortened(each)]));
}

/** What the page says of a command: its fields, and an example. */
export function commandSection(command: string, declared: CommandShape, example: string): string {
  return [
    `## weir ${command}`,
    '',
    declared.isStream === true ? 'One document on each line.' : '',
    fieldTable(declared.shape),
    '',
    '```json',
    example,
    '```',
    '',
  ]
    .join('\n')
    .replace('\n\n\n', '\n\n');
}

/** The fields of a document as a table. */
export function fieldTable(shape: Shape): string {
  const rows = fieldRows(shape, '').map(
    ([path, type, meaning]) => `| ${path} | ${type} | ${meaning} |`,
  );
  return ['| field | type | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The example that a page has for a command; undefined where there is none. */
export function exampleOf(page: string, command: string): string | undefined {
  const section = sectionOf(page, command);
  return /```json\n(?<example>[\s\S]*?)\n```/.exec(section)?.groups?.['example'];
}

/** What a page says of a command. */
export function sectionOf(page: string, command: string): string {
  const [, ...sections] = page.split(/^## /m);
  return sections.find((section) => section.startsWith(`weir ${command}\n`)) ?? '';
}

/** All commands that are declared, in order of name. */
export const documentedCommands: readonly string[] = Object.keys(allShapes).toSorted();

function fieldRows(shape: Shape, path: string): [string, string, string][] {
  const below = shape.items ?? shape;
  const nested = Object.entries(below.properties ?? {}).flatMap(([name, each]) =>
    fieldRows(each, path === '' ? name : `${path}${shape.type === 'array' ? '[]' : ''}.${name}`),
  );
  if (path === '') return nested;
  const meaning = shape.description ?? '';
  return [[`\`${path}\``, typeText(shape), meaning], ...nested];
}

function typeText(shape: Shape): string {
  const { items, nullable, isOptional, enum: values } = shape;
  const base = items === undefined ? shape.type : `list of ${items.type}`;
  const what = values === undefined ? base : values.map((value) => `\`${value}\``).join(', ');
  const marks = [nullable === true ? 'or null' : '', isOptional === true ? 'optional' : ''];
  return [what, ...marks].filter((part) => part !== '').join(', ');
}

/** What stands above the commands. */
export const pageIntroduction = `# What \`weir -o json\` prints

Every command below prints one JSON document on one line of standard output; \`-o yaml\` prints the same document as YAML, and
\`-o ndjson\` the items of its main list, one on each line. Notes, warnings and errors go to standard error.

- Fields are only added, never taken away or changed in meaning. Programs should not mind fields that they do not know.
- Times that end in \`Ms\` are milliseconds: since 1970 where the field names a point in time, else a length. Sizes are bytes.
- Offsets and other 64-bit numbers are JSON numbers below 2^53.
- An optional field is left out where there is nothing to say; one that is "or null" is always there.
- A command that fails prints nothing on standard output, one line \`error: CODE: message\` on standard error, and ends with its
  [exit code](../README.md#how-it-fails). \`apply\`, \`check\`, \`doctor\`, \`produce\` and \`partition elect\` print what they did before they failed.

This page is written by a test that runs every command on a live cluster, and checks each document against its table. The
examples keep two rows of each list.
`;
