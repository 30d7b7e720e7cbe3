import { InputError } from '../exit-code.ts';

/** A key and a value of a line. */
export interface ParsedLine {
  readonly key: string | null;
  readonly value: string;
}

/** Where keys come from: a field of JSON lines, a delimiter, or nowhere. */
export interface LineParserOptions {
  readonly keyField?: string;
  readonly keyDelimiter?: string;
}

/** Makes a parser of lines; it throws an `InputError` that names the line's number. */
export function createLineParser(
  options: LineParserOptions,
): (line: string, lineNumber: number) => ParsedLine {
  const { keyField, keyDelimiter } = options;
  if (keyField !== undefined && keyDelimiter !== undefined) {
    throw new InputError('Choose one of --key-field and --key-delimiter');
  }
  if (keyField !== undefined) return (line, number) => parseJsonLine(line, number, keyField);
  if (keyDelimiter === undefined) return (line) => ({ key: null, value: line });
  if (keyDelimiter === '') throw new InputError('--key-delimiter is empty');
  return (line, number) => splitLine(line, number, keyDelimiter);
}

function parseJsonLine(line: string, lineNumber: number, keyField: string): ParsedLine {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`Line ${lineNumber} is not JSON: ${reason}`, { cause: error });
  }
  if (typeof parsed !== 'object' || parsed === null || !Object.hasOwn(parsed, keyField)) {
    throw new InputError(`Line ${lineNumber} has no field "${keyField}"`);
  }
  const key = (parsed as Record<string, unknown>)[keyField];
  if (key === null) return { key: null, value: line };
  return { key: typeof key === 'string' ? key : JSON.stringify(key), value: line };
}

function splitLine(line: string, lineNumber: number, delimiter: string): ParsedLine {
  const position = line.indexOf(delimiter);
  if (position < 0) throw new InputError(`Line ${lineNumber} has no key: no "${delimiter}" in it`);
  return { key: line.slice(0, position), value: line.slice(position + delimiter.length) };
}
