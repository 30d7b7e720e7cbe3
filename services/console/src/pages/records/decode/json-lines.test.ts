import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../any-text.fixture.ts';
import { isJson, jsonLines } from './json-lines.ts';
import { maxLines, visibleLines } from './tree-line.ts';

function layout(text: string): string[] | undefined {
  return jsonLines(text)?.lines.map(
    ({ depth, label, text: value, tail }) => `${'  '.repeat(depth)}${label}${value}${tail}`,
  );
}

test('lays JSON out, one value a line', () => {
  expect(layout('{"a":1,"b":[true,null],"c":{},"d":[{"e":"f"}]}')).toEqual([
    '{',
    '  "a": 1,',
    '  "b": [',
    '    true,',
    '    null',
    '  ],',
    '  "c": {},',
    '  "d": [',
    '    {',
    '      "e": "f"',
    '    }',
    '  ]',
    '}',
  ]);
});

test('keeps every token as it was written', () => {
  expect(layout(String.raw`{"n":12345678901234567890.10e+400,"s":"\u00e9\"\\","s":-0}`)).toEqual([
    '{',
    '  "n": 12345678901234567890.10e+400,',
    String.raw`  "s": "\u00e9\"\\",`,
    '  "s": -0',
    '}',
  ]);
});

test('says what it cannot lay out, and takes no plain words for JSON', () => {
  expect(jsonLines('{"a":')).toBeUndefined();
  expect(isJson('hello')).toBe(false);
  expect(isJson('12')).toBe(false);
  expect(isJson(' [1]')).toBe(true);
});

test('closes groups', () => {
  const { lines } = jsonLines('{"a":[1,2],"b":3}') ?? { lines: [] };
  expect(visibleLines(lines, new Set([1]))).toEqual([0, 1, 5, 6]);
  expect(visibleLines(lines, new Set([0]))).toEqual([0]);
});

test('holds at most so many lines', () => {
  const tree = jsonLines(JSON.stringify(Array.from({ length: maxLines + 5 }, () => 1)));
  expect(tree?.isCut).toBe(true);
  expect(tree?.lines).toHaveLength(maxLines);
});

test('lays out a string of millions of escapes', () => {
  expect(jsonLines(JSON.stringify(['"'.repeat(2_000_000)]))?.lines).toHaveLength(3);
});

test('reads back as the same value, whatever JSON it is', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(3), (text, indent) => {
      const value: unknown = JSON.parse(text);
      const lines = layout(JSON.stringify(value, undefined, indent));
      expect(JSON.parse((lines ?? []).join('\n'))).toEqual(value);
    }),
  );
});

test('throws at no text', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(() => jsonLines(text)).not.toThrow();
    }),
  );
});
