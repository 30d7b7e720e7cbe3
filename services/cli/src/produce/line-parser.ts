import type { RecordHeader } from '@weir/core';
import { InputError } from '../exit-code.ts';
import { parseRecord } from './parse-record.ts';

/** What a line holds of a record. */
export interface ParsedLine {
  readonly key: Buffer | string | null;
  readonly value: Buffer | null;
  /** Its own, behind those of all records. */
  readonly headers?: readonly RecordHeader[];
}

/** Makes a record of a line; throws an `InputError` that names the line's number. */
export type LineParser = (line: Buffer, lineNumber: number) => ParsedLine;

/** Where keys come from: a field of JSON lines, where `null` is no key, a delimiter, or nowhere. */
export interface LineParserOptions {
  readonly keyField?: string;
  readonly keyDelimiter?: string;
  /** Lines are whole records, as `consume -o json` prints them. */
  readonly records?: boolean;
}

/** Makes a parser of lines. Throws an `InputError` for options that exclude each other. */
export function createLineParser(options: LineParserOptions): LineParser {
  const { keyField, keyDelimiter, records = false } = options;
  if (Number(records) + Number(keyField !== undefined) + Number(keyDelimiter !== undefined) > 1) {
    throw new InputError('Choose one of --key-field, --key-delimiter and --records');
  }
  if (records) return parseRecordLine;
  if (keyField !== undefined) return (line, number) => parseJsonLine(line, number, keyField);
  if (keyDelimiter === undefined) return (line) => ({ key: null, value: line });
  if (keyDelimiter === '') throw new InputError('--key-delimiter is empty');
  const delimiter = Buffer.from(keyDelimiter);
  return (line, number) => splitLine(line, number, delimiter);
}

function parseRecordLine(line: Buffer, lineNumber: number): ParsedLine {
  return parseRecord(parseJson(line, lineNumber), `Line ${lineNumber}`);
}

function parseJsonLine(line: Buffer, lineNumber: number, keyField: string): ParsedLine {
  const parsed = parseJson(line, lineNumber);
  if (typeof parsed !== 'object' || parsed === null || !Object.hasOwn(parsed, keyField)) {
    throw new InputError(`Line ${lineNumber} has no field "${keyField}"`);
  }
  const key = (parsed as Record<string, unknown>)[keyField];
  if (key === null) return { key: null, value: line };
  return { key: typeof key === 'string' ? key : JSON.stringify(key), value: line };
}

function parseJson(line: Buffer, lineNumber: number): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch (error) {
    // The parser's own words may quote the line, which can be long, or secret.
    throw new InputError(`Line ${lineNumber} is not JSON`, { cause: error });
  }
}

function splitLine(line: Buffer, lineNumber: number, delimiter: Buffer): ParsedLine {
  const position = line.indexOf(delimiter);
  if (position < 0) {
    throw new InputError(`Line ${lineNumber} has no key: no "${delimiter.toString()}" in it`);
  }
  return { key: line.subarray(0, position), value: line.subarray(position + delimiter.length) };
}
