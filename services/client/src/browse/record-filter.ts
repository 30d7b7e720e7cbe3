import { WeirError } from '@weir/core';
import { GuardedPattern } from './guarded-pattern.ts';
import { hasJsonField, type JsonField, parseJsonField } from './json-field.ts';
import { createTextNeedle, type TextNeedle } from './text-needle.ts';

/** Where a text is looked for. */
export type SearchedField = 'key' | 'value' | 'headers';

/** Which records are wanted: those that have all of this. */
export interface RecordFilter {
  /** A text that one of the fields `in` holds. */
  readonly text?: string | undefined;
  /** All of them by default. */
  readonly in?: readonly SearchedField[] | undefined;
  /** A text that the value holds. */
  readonly value?: string | undefined;
  /** The whole key, letter by letter; with `isRegex` a pattern that it holds. */
  readonly key?: string | undefined;
  /** `name=value`, the whole value, or `name` alone for any. */
  readonly header?: string | undefined;
  /** `path=value`: a field of a value that is JSON, such as `order.items.0.sku=A7`. */
  readonly jsonField?: string | undefined;
  /** Whether `text`, `value` and `key` are regular expressions of JavaScript; false by default. */
  readonly isRegex?: boolean | undefined;
  /** Whether `A` is another letter than `a` in `text`, `value`, and patterns; false by default. */
  readonly isCaseSensitive?: boolean | undefined;
}

/** The parts of a record that are looked at. */
export interface SearchedRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[];
}

/** A filter, ready to be used. */
export interface RecordMatcher {
  /** The indexes of the records that match, rising. Throws `INVALID_REQUEST` for a pattern that hangs. */
  select(records: readonly SearchedRecord[]): readonly number[];
  /** False: none of the records that were encoded into this piece matches. */
  mayMatch(piece: Buffer): boolean;
}

type Test = (record: SearchedRecord) => boolean;

/** Most characters of a text, key, header or field. */
export const maxFilterLength = 4_096;

/** The largest value that is read as text or JSON to look into it. */
const maxSearchedBytes = 4 * 1024 * 1024;
/** Of patterns, at a time. */
const maxTriedCharacters = 64 * 1024;
const allFields: readonly SearchedField[] = ['key', 'value', 'headers'];

/** Throws `INVALID_REQUEST` for a part of the filter that means nothing, or is too long. */
export function compileFilter(filter: RecordFilter): RecordMatcher {
  checkLengths(filter);
  const { key, header, jsonField, isRegex = false } = filter;
  const tests: Test[] = [];
  const patterns: PatternTest[] = [];
  const needles: TextNeedle[] = [];
  for (const { wanted, fields } of wantedTexts(filter)) {
    if (isRegex) patterns.push(patternTest(wanted, fields, filter));
    else needles.push(addNeedle(tests, wanted, fields, filter));
  }
  if (key !== undefined && !isRegex) needles.push(addKey(tests, key));
  if (header !== undefined) needles.push(addHeader(tests, header));
  if (jsonField !== undefined) tests.push(jsonTest(parseJsonField(jsonField)));
  const cheap = needles.flatMap(({ mayBeIn }) => mayBeIn ?? []);
  return {
    mayMatch: (piece) => cheap.every((mayBeIn) => mayBeIn(piece)),
    select(records) {
      let found = indexesOf(records, tests);
      for (const pattern of patterns) found = pattern(records, found);
      return found;
    },
  };
}

interface WantedText {
  readonly wanted: string;
  readonly fields: readonly SearchedField[];
}

/** What is looked for inside of fields; an empty text is in all of them. */
function wantedTexts({ text = '', in: fields = allFields, ...filter }: RecordFilter): WantedText[] {
  if (fields.length === 0) throw invalid('"in" names no field: give key, value or headers');
  const { value = '', key = '', isRegex = false } = filter;
  const texts: WantedText[] = [
    { wanted: text, fields },
    { wanted: value, fields: ['value'] },
    { wanted: isRegex ? key : '', fields: ['key'] },
  ];
  return texts.filter(({ wanted }) => wanted !== '');
}

function checkLengths({ text, value, key, header, jsonField }: RecordFilter): void {
  for (const [name, given] of Object.entries({ text, value, key, header, jsonField })) {
    if (given === undefined || given.length <= maxFilterLength) continue;
    throw invalid(
      `"${name}" has ${given.length} characters, at most ${maxFilterLength} are allowed`,
    );
  }
}

function indexesOf(records: readonly SearchedRecord[], tests: readonly Test[]): readonly number[] {
  const found: number[] = [];
  for (const [index, record] of records.entries()) {
    if (tests.every((test) => test(record))) found.push(index);
  }
  return found;
}

function addNeedle(
  tests: Test[],
  wanted: string,
  fields: readonly SearchedField[],
  { isCaseSensitive = false }: RecordFilter,
): TextNeedle {
  const needle = createTextNeedle(wanted, isCaseSensitive);
  tests.push((record) => hasIn(record, fields, (bytes) => needle.isIn(bytes)));
  return needle;
}

function hasIn(
  { key, value, headers }: SearchedRecord,
  fields: readonly SearchedField[],
  test: (bytes: Buffer) => boolean,
): boolean {
  return fields.some((field) => {
    if (field === 'key') return key !== null && test(key);
    if (field === 'value') return value !== null && test(value);
    return headers.some(
      (header) => test(Buffer.from(header.key)) || (header.value !== null && test(header.value)),
    );
  });
}

function addKey(tests: Test[], wanted: string): TextNeedle {
  const bytes = Buffer.from(wanted);
  tests.push(({ key }) => key !== null && key.equals(bytes));
  return createTextNeedle(wanted, true);
}

function addHeader(tests: Test[], wanted: string): TextNeedle {
  const split = wanted.indexOf('=');
  const name = split < 0 ? wanted : wanted.slice(0, split);
  if (name === '') throw invalid(`The header "${wanted.slice(0, 80)}" is not NAME=VALUE or NAME`);
  const value = split < 0 ? undefined : Buffer.from(wanted.slice(split + 1));
  tests.push(({ headers }) =>
    headers.some(
      (header) =>
        header.key === name && (value === undefined || header.value?.equals(value) === true),
    ),
  );
  return createTextNeedle(name, true);
}

function jsonTest(field: JsonField): Test {
  return ({ value }) =>
    value !== null && value.length <= maxSearchedBytes && hasJsonField(value, field);
}

/** Of the records at these indexes those that match, as indexes. */
type PatternTest = (
  records: readonly SearchedRecord[],
  indexes: readonly number[],
) => readonly number[];

function patternTest(
  source: string,
  fields: readonly SearchedField[],
  { isCaseSensitive = false }: RecordFilter,
): PatternTest {
  const pattern = new GuardedPattern(source, isCaseSensitive);
  return (records, indexes) => {
    const found = new Set<number>();
    const tried = new TextQueue(pattern, found);
    for (const index of indexes) {
      for (const text of textsOf(records[index], fields)) tried.add(index, text);
    }
    tried.flush();
    return [...found];
  };
}

/** Texts that are tried together: each try has a cost of its own, and a time that it may take. */
class TextQueue {
  readonly #pattern: GuardedPattern;
  readonly #found: Set<number>;
  #owners: number[] = [];
  #texts: string[] = [];
  #characters = 0;

  constructor(pattern: GuardedPattern, found: Set<number>) {
    this.#pattern = pattern;
    this.#found = found;
  }

  add(owner: number, text: string): void {
    this.#owners.push(owner);
    this.#texts.push(text);
    this.#characters += text.length;
    if (this.#characters >= maxTriedCharacters) this.flush();
  }

  flush(): void {
    if (this.#texts.length === 0) return;
    for (const at of this.#pattern.select(this.#texts)) {
      const owner = this.#owners[at];
      if (owner !== undefined) this.#found.add(owner);
    }
    this.#owners = [];
    this.#texts = [];
    this.#characters = 0;
  }
}

function textsOf(
  record: SearchedRecord | undefined,
  fields: readonly SearchedField[],
): readonly string[] {
  const texts: string[] = [];
  const add = (bytes: Buffer): boolean => {
    texts.push(bytes.toString('utf8', 0, Math.min(bytes.length, maxSearchedBytes)));
    return false;
  };
  if (record !== undefined) hasIn(record, fields, add);
  return texts;
}

function invalid(message: string): WeirError {
  return new WeirError('INVALID_REQUEST', message);
}
