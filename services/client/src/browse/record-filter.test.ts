import { describe, expect, it } from 'vitest';
import { compileFilter, type RecordFilter, type SearchedRecord } from './record-filter.ts';

function record(
  key: string | null,
  value: string | Buffer | null,
  headers: readonly [string, string | null][] = [],
): SearchedRecord {
  return {
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: headers.map(([name, text]) => ({
      key: name,
      value: text === null ? null : Buffer.from(text),
    })),
  };
}

const records = [
  record('order-1', '{"user":{"id":42},"items":[{"sku":"A7"}],"note":"Größe ÄÖ"}'),
  record('order-2', '{"user":{"id":"42"},"ok":true}', [['source', 'Import']]),
  record(null, Buffer.from([0xff, 0xfe, 0x41, 0x42])),
  record('ORDER-1', null, [['trace', null]]),
];

function matches(filter: RecordFilter): readonly number[] {
  const matcher = compileFilter(filter);
  const piece = Buffer.concat(
    records.flatMap(({ key, value, headers }) => [
      ...[key ?? Buffer.alloc(0), value ?? Buffer.alloc(0)],
      ...headers.flatMap((header) => [Buffer.from(header.key), header.value ?? Buffer.alloc(0)]),
    ]),
  );
  const found = matcher.select(records);
  // What is told before records are decoded never says no to one that matches.
  if (found.length > 0) expect(matcher.mayMatch(piece)).toBe(true);
  return found;
}

describe('compileFilter', () => {
  it.each<[string, RecordFilter, number[]]>([
    ['nothing wants all', {}, [0, 1, 2, 3]],
    ['text in any field and case', { text: 'order-1' }, [0, 3]],
    ['text, letter by letter', { text: 'order-1', isCaseSensitive: true }, [0]],
    ['text beyond ASCII in any case', { text: 'größe äö' }, [0]],
    ['text beyond ASCII, letter by letter', { text: 'größe', isCaseSensitive: true }, []],
    ['text in bytes that are no text', { text: 'ab' }, [2]],
    ['text with signs that patterns know', { text: '"A7"}]' }, [0]],
    ['text in headers', { text: 'import', in: ['headers'] }, [1]],
    ['text in names of headers', { text: 'trac', in: ['headers'] }, [3]],
    ['text not in the field that was asked for', { text: 'import', in: ['key', 'value'] }, []],
    ['value only', { value: 'user' }, [0, 1]],
    ['the whole key', { key: 'order-1' }, [0]],
    ['half a key is none', { key: 'order' }, []],
    ['a header', { header: 'source=Import' }, [1]],
    ['a header with another value', { header: 'source=import' }, []],
    ['a header of any value', { header: 'trace' }, [3]],
    ['a number in JSON, or its text', { jsonField: 'user.id=42' }, [0, 1]],
    ['an element in JSON', { jsonField: '$.items.0.sku=A7' }, [0]],
    ['a boolean in JSON', { jsonField: 'ok=true' }, [1]],
    ['no field of objects at large', { jsonField: 'constructor=x' }, []],
    ['a pattern', { text: '^order-\\d$', isRegex: true }, [0, 1, 3]],
    ['a pattern, letter by letter', { text: '^O', isRegex: true, isCaseSensitive: true }, [3]],
    ['a pattern for keys', { key: '[2-9]$', isRegex: true }, [1]],
    ['all that is given', { text: 'user', key: 'order-2', header: 'source' }, [1]],
    ['all of it', { text: 'nope', key: 'order-2' }, []],
  ])('%s', (_name, filter, expected) => {
    expect(matches(filter)).toEqual(expected);
  });

  it('passes over a piece without the text, without a look at its records', () => {
    const piece = Buffer.from('some records');
    expect(compileFilter({ text: 'RECORD' }).mayMatch(piece)).toBe(true);
    expect(compileFilter({ text: 'needle' }).mayMatch(piece)).toBe(false);
    expect(compileFilter({ text: 'RECORD', isCaseSensitive: true }).mayMatch(piece)).toBe(false);
    expect(compileFilter({ key: 'k', header: 'rec' }).mayMatch(piece)).toBe(false);
  });

  it.each([false, true])('guesses by the beginning of a long text: %s', (isCaseSensitive) => {
    const text = `${'a'.repeat(64)}b${'a'.repeat(4_000)}`;
    const matcher = compileFilter({ text, isCaseSensitive });
    expect(matcher.mayMatch(Buffer.from('a'.repeat(64)))).toBe(true);
    expect(matcher.mayMatch(Buffer.from('a'.repeat(63)))).toBe(false);
    expect(matcher.select([record(null, 'a'.repeat(64)), record(null, `-${text}-`)])).toEqual([1]);
  });

  it('breaks off a pattern that would hang, and refuses it', () => {
    const matcher = compileFilter({ value: '^(a+)+$', isRegex: true });
    const startedMs = performance.now();
    const hung = (): unknown => matcher.select([record(null, `${'a'.repeat(60)}!`)]);
    expect(hung).toThrow(/took more than 100 ms on 1 texts: it backtracks too much/);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  it.each<[RecordFilter, string]>([
    [{ text: '(', isRegex: true }, 'Unterminated group'],
    [{ text: 'a'.repeat(501), isRegex: true }, 'has 501 characters, at most 500'],
    [{ key: 'a'.repeat(4_097) }, '"key" has 4097 characters, at most 4096'],
    [{ header: '=x' }, 'not NAME=VALUE or NAME'],
    [{ jsonField: 'a' }, 'not PATH=VALUE'],
    [{ jsonField: 'a..b=1' }, 'not PATH=VALUE'],
    [{ text: 'a', in: [] }, 'names no field'],
  ])('a filter is refused, saying why (%#)', (filter, why) => {
    expect(() => compileFilter(filter)).toThrow(why);
  });
});
