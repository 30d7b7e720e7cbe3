import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { InputError } from '../exit-code.ts';
import { createLineParser } from './line-parser.ts';
import { LineSource, type LineSourceOptions, maxLineBytes } from './line-source.ts';

function sourceOf(input: Readable, options: Partial<LineSourceOptions> = {}): LineSource {
  return new LineSource(input, {
    shared: { topic: 't' },
    parse: createLineParser({ keyDelimiter: ':' }),
    skipsBadLines: false,
    skipsEmptyLines: false,
    signal: new AbortController().signal,
    ...options,
  });
}

function inputOf(...chunks: string[]): Readable {
  return Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
}

async function valuesOf(source: LineSource): Promise<string[]> {
  const values = [];
  for await (const { value } of source) values.push(Buffer.from(value ?? '').toString());
  return values;
}

describe('LineSource', () => {
  it('makes a record of each line, with what is the same for all', async () => {
    const source = sourceOf(inputOf('k:v\n'), { shared: { topic: 't', partition: 2 } });
    const { value } = await source.next();
    expect(value).toEqual({
      topic: 't',
      partition: 2,
      key: Buffer.from('k'),
      value: Buffer.from('v'),
    });
    expect(await source.next()).toEqual({ done: true, value: undefined });
    expect(source.bytes).toBe(3);
  });

  it('puts the headers of a record behind those of all', async () => {
    const all = { key: 'all', value: Buffer.from('a') };
    const source = sourceOf(inputOf('{"value":"v","headers":[{"key":"own","value":null}]}\n'), {
      ...{ parse: createLineParser({ records: true }), shared: { topic: 't', headers: [all] } },
    });
    const { value } = await source.next();
    expect(value).toMatchObject({ value: Buffer.from('v'), headers: [all, { key: 'own' }] });
  });

  it('ends at a bad line and keeps what is wrong with it', async () => {
    const source = sourceOf(inputOf('a:1\nb:', '2\nbad\nc:3\n'));
    expect(await valuesOf(source)).toEqual(['1', '2']);
    expect(source.failure).toBeInstanceOf(InputError);
    expect(String(source.failure)).toMatch(/Line 3/);
  });

  it('counts bad lines and goes on where it is told to', async () => {
    const source = sourceOf(inputOf('bad\na:1\n\nb:2\nbad'), { skipsBadLines: true });
    expect(await valuesOf(source)).toEqual(['1', '2']);
    expect(source.skippedLines).toBe(3);
    expect(source.failure).toBeUndefined();
    expect(source.lineNumber).toBe(5);
  });

  it('takes empty lines for empty records unless they are to be left out', async () => {
    const parse = createLineParser({});
    expect(await valuesOf(sourceOf(inputOf('\na\n\n'), { parse }))).toEqual(['', 'a', '']);
    const source = sourceOf(inputOf('\na\n\n'), { parse, skipsEmptyLines: true });
    expect(await valuesOf(source)).toEqual(['a']);
    expect(source.lineNumber).toBe(3);
  });

  it('refuses a line that no topic takes, without holding it', async () => {
    const parse = createLineParser({});
    const source = sourceOf(inputOf('a\n', 'x'.repeat(maxLineBytes), 'x\nb'), { parse });
    expect(await valuesOf(source)).toEqual(['a']);
    expect(String(source.failure)).toMatch(/Line 2 is longer than 8388608 bytes/);
  });

  it('keeps the failure of its input', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from('a:1\nb:2'));
      throw new Error('EIO');
    }
    const source = sourceOf(Readable.from(broken()));
    expect(await valuesOf(source)).toEqual(['1']);
    expect(String(source.failure)).toMatch(/EIO/);
  });

  it('ends when it is aborted, while it waits for input too', async () => {
    const input = new PassThrough();
    const abort = new AbortController();
    const source = sourceOf(input, { signal: abort.signal });
    input.write('a:1\nb:2\n');
    await source.next();
    abort.abort();
    expect(await source.next()).toEqual({ done: true, value: undefined });

    const silent = new PassThrough();
    const waitingAbort = new AbortController();
    const waiting = sourceOf(silent, { signal: waitingAbort.signal }).next();
    waitingAbort.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(silent.destroyed).toBe(true);
  });

  it('lets its input go when no more records are wanted', async () => {
    const input = new PassThrough();
    input.write('a:1\nb:2\n');
    const source = sourceOf(input);
    await source.next();
    expect(await source.return()).toEqual({ done: true, value: undefined });
    expect(await source.next()).toEqual({ done: true, value: undefined });
    expect(input.destroyed).toBe(true);
  });
});
