import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLineParser } from './line-parser.ts';
import { readLines } from './read-lines.ts';

async function linesOf(...chunks: string[]): Promise<string[]> {
  const lines = [];
  for await (const batch of readLines(Readable.from(chunks.map((text) => Buffer.from(text))))) {
    lines.push(...batch);
  }
  return lines;
}

describe('readLines', () => {
  it('joins lines over chunks and takes a last one without an end', async () => {
    expect(await linesOf('on', 'e\ntwo\r\n\nthr', 'ee')).toEqual(['one', 'two', '', 'three']);
    expect(await linesOf('one\n')).toEqual(['one']);
    expect(await linesOf('')).toEqual([]);
  });

  it('keeps a character that is split over chunks', async () => {
    const bytes = Buffer.from('é\n');
    const input = Readable.from([bytes.subarray(0, 1), bytes.subarray(1)]);
    const lines = [];
    for await (const batch of readLines(input)) lines.push(...batch);
    expect(lines).toEqual(['é']);
  });
});

describe('createLineParser', () => {
  it('takes the key from a field of JSON lines', () => {
    const parse = createLineParser({ keyField: 'origin' });
    expect(parse('{"origin":"HNL"}', 1)).toEqual({ key: 'HNL', value: '{"origin":"HNL"}' });
    expect(parse('{"origin":7}', 1).key).toBe('7');
    expect(parse('{"origin":null}', 1).key).toBeNull();
  });

  it('names the line that is not JSON, or has no such field', () => {
    const parse = createLineParser({ keyField: 'origin' });
    expect(() => parse('{"origin":', 3)).toThrow(/Line 3 is not JSON/);
    for (const bad of ['{}', '[]', 'null', '"x"', '7']) {
      expect(() => parse(bad, 4)).toThrow(/Line 4 has no field "origin"/);
    }
  });

  it('takes the key from before the first delimiter', () => {
    const parse = createLineParser({ keyDelimiter: '::' });
    expect(parse('a::b::c', 1)).toEqual({ key: 'a', value: 'b::c' });
    expect(parse('::b', 1)).toEqual({ key: '', value: 'b' });
    expect(() => parse('abc', 2)).toThrow(/Line 2 has no key/);
  });

  it('has no keys unless told where they are', () => {
    expect(createLineParser({})('a,b', 1)).toEqual({ key: null, value: 'a,b' });
    expect(() => createLineParser({ keyField: 'a', keyDelimiter: ',' })).toThrow(/one of/);
  });
});
