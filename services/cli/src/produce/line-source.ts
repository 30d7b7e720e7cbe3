import type { Readable } from 'node:stream';
import type { ProducerRecord } from '@weir/client';
import type { RecordHeader } from '@weir/core';
import { InputError } from '../exit-code.ts';
import type { LineParser } from './line-parser.ts';
import { type Line, LineSplitter } from './line-splitter.ts';

/** The largest record batch that any topic may allow: a longer line is a record of none. */
export const maxLineBytes = 8 * 1024 * 1024;

const none: readonly RecordHeader[] = [];

/** What becomes of lines. */
export interface LineSourceOptions {
  /** What is the same for all records. */
  readonly shared: Omit<ProducerRecord, 'key' | 'value' | 'headers'> & {
    readonly headers?: readonly RecordHeader[];
  };
  readonly parse: LineParser;
  /** Counts bad lines and goes on. */
  readonly skipsBadLines: boolean;
  readonly skipsEmptyLines: boolean;
  /** Ends the source, without an error. */
  readonly signal: AbortSignal;
}

/**
 * The lines of an input as records, for `Producer.sendMany`, read no faster than they are taken.
 *
 * It never throws, so that what was taken before is delivered and reported: the first bad line, or
 * the failure of the input, ends it and is kept.
 *
 * Not an async generator: that would cost more than all the rest of the work on a line.
 * Tests: `line-source.test.ts`.
 */
export class LineSource implements AsyncIterableIterator<ProducerRecord, undefined> {
  readonly #input: Readable;
  readonly #chunks: AsyncIterator<Buffer, undefined>;
  readonly #options: LineSourceOptions;
  readonly #splitter = new LineSplitter(maxLineBytes);
  #lines: readonly Line[] = [];
  #nextLine = 0;
  #lineNumber = 0;
  #isAtEnd = false;
  #bytes = 0;
  #skippedLines = 0;
  #failure: Error | undefined;

  constructor(input: Readable, options: LineSourceOptions) {
    this.#input = input;
    this.#chunks = input[Symbol.asyncIterator]();
    this.#options = options;
    // Ends the wait for input that may never come.
    options.signal.addEventListener('abort', this.#finish, { once: true });
  }

  /** Number of the line that was read last; the first is 1. */
  get lineNumber(): number {
    return this.#lineNumber;
  }

  /** Bytes of the lines that became records, without their ends. */
  get bytes(): number {
    return this.#bytes;
  }

  get skippedLines(): number {
    return this.#skippedLines;
  }

  /** What ended it too early: an `InputError` for a bad line, or the input's own error. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<ProducerRecord, undefined>> {
    const record = this.#takeRecord();
    return record === undefined ? this.#readOn() : Promise.resolve({ done: false, value: record });
  }

  async return(): Promise<IteratorResult<ProducerRecord, undefined>> {
    this.#finish();
    return Promise.resolve({ done: true, value: undefined });
  }

  async #readOn(): Promise<IteratorResult<ProducerRecord, undefined>> {
    while (!this.#isAtEnd) {
      await this.#readChunk();
      const record = this.#takeRecord();
      if (record !== undefined) return { done: false, value: record };
    }
    this.#finish();
    return { done: true, value: undefined };
  }

  async #readChunk(): Promise<void> {
    try {
      const { done, value } = await this.#chunks.next();
      if (this.#options.signal.aborted) return;
      this.#lines = done === true ? this.#splitter.end() : this.#splitter.push(value);
      this.#nextLine = 0;
      this.#isAtEnd = done === true;
    } catch (error) {
      // An input that was let go says so with an error.
      if (!this.#isAtEnd) this.#fail(error);
    }
  }

  /** The next record of the lines that are here; undefined when there is none. */
  #takeRecord(): ProducerRecord | undefined {
    while (this.#nextLine < this.#lines.length) {
      const line = this.#lines[this.#nextLine];
      this.#nextLine += 1;
      this.#lineNumber += 1;
      const record = this.#toRecord(line);
      if (record !== undefined) return record;
    }
    return undefined;
  }

  #toRecord(line: Line): ProducerRecord | undefined {
    const { shared, parse, skipsEmptyLines, skipsBadLines } = this.#options;
    if (skipsEmptyLines && line?.length === 0) return undefined;
    try {
      if (line === undefined) throw this.#lineTooLong();
      const { key, value, headers = none } = parse(line, this.#lineNumber);
      this.#bytes += line.length;
      if (headers.length === 0) return { ...shared, key, value };
      return { ...shared, key, value, headers: [...(shared.headers ?? none), ...headers] };
    } catch (error) {
      if (skipsBadLines && error instanceof InputError) this.#skippedLines += 1;
      else this.#fail(error);
      return undefined;
    }
  }

  #lineTooLong(): InputError {
    const limit = `${maxLineBytes} bytes, the most that a topic takes`;
    return new InputError(`Line ${this.#lineNumber} is longer than ${limit}`);
  }

  #fail(error: unknown): void {
    this.#failure = error instanceof Error ? error : new Error(String(error));
    this.#finish();
  }

  readonly #finish = (): void => {
    this.#isAtEnd = true;
    this.#lines = [];
    this.#options.signal.removeEventListener('abort', this.#finish);
    this.#input.destroy();
  };
}
