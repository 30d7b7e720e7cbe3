import { describe, expect, it } from 'vitest';
import { createLineParser, type LineParserOptions } from './line-parser.ts';

function parserOf(
  options: LineParserOptions,
): (line: string, number?: number) => { key: string | null; value: string } {
  const parse = createLineParser(options);
  return (line, number = 1) => {
    const { key, value } = parse(Buffer.from(line), number);
    return { key: key === null ? null : key.toString(), value: value.toString() };
  };
}

describe('createLineParser', () => {
  it('takes the key from a field of JSON lines', () => {
    const parse = parserOf({ keyField: 'origin' });
    expect(parse('{"origin":"HNL"}')).toEqual({ key: 'HNL', value: '{"origin":"HNL"}' });
    expect(parse('{"origin":7}').key).toBe('7');
    expect(parse('{"origin":{"a":1}}').key).toBe('{"a":1}');
    expect(parse('{"origin":null}').key).toBeNull();
  });

  it('names the line that is not JSON, or has no such field', () => {
    const parse = parserOf({ keyField: 'origin' });
    for (const bad of ['{"origin":', '', 'secret']) {
      expect(() => parse(bad, 3)).toThrow(/^Line 3 is not JSON$/);
    }
    for (const bad of ['{}', '[]', 'null', '"x"', '7']) {
      expect(() => parse(bad, 4)).toThrow(/Line 4 has no field "origin"/);
    }
    expect(() => parserOf({ keyField: 'toString' })('{}', 5)).toThrow(/Line 5 has no field/);
  });

  it('takes the key from before the first delimiter', () => {
    const parse = parserOf({ keyDelimiter: '::' });
    expect(parse('a::b::c')).toEqual({ key: 'a', value: 'b::c' });
    expect(parse('::b')).toEqual({ key: '', value: 'b' });
    expect(() => parse('abc', 2)).toThrow(/Line 2 has no key/);
  });

  it('has no keys unless told where they are', () => {
    expect(parserOf({})('a,b')).toEqual({ key: null, value: 'a,b' });
    expect(() => createLineParser({ keyField: 'a', keyDelimiter: ',' })).toThrow(/one of/);
    expect(() => createLineParser({ keyDelimiter: '' })).toThrow(/empty/);
  });
});
