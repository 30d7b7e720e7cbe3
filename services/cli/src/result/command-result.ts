import { stringify } from 'yaml';
import { plainMessage } from '../format/plain-message.ts';
import type { Output } from '../output.ts';
import { isForPeople, type OutputFormat } from './output-format.ts';

/** What a command has to say, declared once: the format decides what of it is printed, and how. */
export interface CommandResult {
  /** The one document of `json` and `yaml`. */
  readonly data: object;
  /** For people. */
  readonly text: string;
  /** For people who want more columns; `text` where there are none. */
  readonly wide?: string;
  /** The items of the main list, for `ndjson`; the document alone where there is none. */
  readonly items?: readonly object[];
  /** The names of the items, for `name`. */
  readonly names?: readonly string[];
  /** What somebody has to know in any format. On standard error, first. */
  readonly warnings?: readonly string[];
  /** For people, on standard error, before the text. */
  readonly preface?: string;
  /** For people, on standard error, after the text. */
  readonly notes?: readonly string[];
  /** Thrown once all is printed: the command did not do all that it was asked for. */
  readonly failure?: Error;
}

/** The note of commands that were asked to change nothing. */
export const dryRunNote = 'Nothing was changed: --dry-run';

/** Prints a result, then throws its failure if it has one. */
export function printResult(result: CommandResult, format: OutputFormat, screen: Output): void {
  for (const warning of result.warnings ?? []) screen.note(`warning: ${warning}`);
  const isTold = isForPeople(format);
  if (isTold && result.preface !== undefined) screen.note(result.preface);
  for (const line of renderResult(result, format)) screen.line(line);
  if (isTold) for (const note of result.notes ?? []) screen.note(note);
  if (result.failure !== undefined) throw result.failure;
}

/** The pieces of a result in a format, each of which gets an end of line. */
export function renderResult(result: CommandResult, format: OutputFormat): readonly string[] {
  switch (format) {
    case 'text':
      return [result.text];
    case 'wide':
      return [result.wide ?? result.text];
    case 'json':
      return [JSON.stringify(plainMessage(result.data))];
    case 'ndjson':
      return (result.items ?? [result.data]).map((item) => JSON.stringify(plainMessage(item)));
    case 'yaml':
      return [toYaml(result.data)];
    case 'name':
      return result.names ?? [];
  }
}

function toYaml(data: object): string {
  const options = { aliasDuplicateObjects: false, lineWidth: 0 };
  return stringify(plainMessage(data), options).trimEnd();
}
