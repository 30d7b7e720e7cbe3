import { describe, expect, it } from 'vitest';
import { InputError } from '../exit-code.ts';
import { createLineParser, type LineParserOptions } from './line-parser.ts';

function parserOf(
  options: LineParserOptions,
): (line: string, number?: number) => { key: string | null; value: string } {
  const parse = createLineParser(options);
  return (line, number = 1) => {
    const { key, value } = parse(Buffer.from(line), number);
    return { key: key === null ? null : key.toString(), value: value?.toString() ?? '' };
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

  it('takes whole records, as they are printed', () => {
    const parse = createLineParser({ records: true });
    const line =
      '{"topic":"a","partition":1,"offset":7,"timestampMs":5,"key":null,"value":"AP8=",' +
      '"headers":[{"key":"h","value":null},{"key":"t","value":"x"}],"base64":["value"]}';
    expect(parse(Buffer.from(line), 1)).toEqual({
      key: null,
      value: Buffer.of(0, 255),
      headers: [
        { key: 'h', value: null },
        { key: 't', value: Buffer.from('x') },
      ],
    });
    expect(parse(Buffer.from('{"key":"k","value":null}'), 1)).toEqual({
      ...{ key: Buffer.from('k'), value: null, headers: [] },
    });
  });

  it('names the line that is no record, and what is wrong with it', () => {
    const parse = createLineParser({ records: true });
    const bad = (line: string) => () => parse(Buffer.from(line), 6);
    expect(bad('x')).toThrow(/^Line 6 is not JSON$/);
    expect(bad('[]')).toThrow(/^Line 6 is not a record/);
    expect(bad('{"vlaue":"a"}')).toThrow(/^Line 6 has the field "vlaue"/);
    expect(bad('{"headers":{"a":"b"}}')).toThrow(/^Line 6 has headers/);
    expect(bad('{"value":"a","base64":"value"}')).toThrow(/^Line 6: base64 is a list/);
    expect(bad('{"value":"*","base64":["value"]}')).toThrow(/^Line 6: Field "value" is named/);
  });

  it('takes records or keys of lines, not both', () => {
    expect(() => createLineParser({ records: true, keyField: 'a' })).toThrow(InputError);
  });
});
