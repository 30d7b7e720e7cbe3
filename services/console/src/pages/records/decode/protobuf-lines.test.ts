import fc from 'fast-check';
import { expect, test } from 'vitest';
import { protobufLines } from './protobuf-lines.ts';
import { maxLines } from './tree-line.ts';

function layout(bytes: readonly number[]): string[] | undefined {
  return protobufLines(Uint8Array.from(bytes))?.lines.map(
    ({ depth, label, text, tail }) => `${'  '.repeat(depth)}${label}${text}${tail}`,
  );
}

test('reads the message of the documentation of the encoding', () => {
  expect(layout([0x08, 0x96, 0x01])).toEqual(['1: 150']);
});

test('takes bytes for text, else for a message, else for bytes', () => {
  const text = [0x12, 0x07, ...Buffer.from('testing')];
  const message = [0x1a, 0x03, 0x08, 0x96, 0x01];
  const bytes = [0x22, 0x02, 0xff, 0xfe];
  expect(layout([...text, ...message, ...bytes])).toEqual([
    '2: "testing"',
    '3: {',
    '  1: 150',
    '}',
    '4: ff fe  2 bytes',
  ]);
});

test('says what else a number may be', () => {
  const minusOne = [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
  const zigzag = [0x10, 0x03];
  const float = [0x1d, 0x00, 0x00, 0x80, 0x3f];
  const double = [0x21, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f];
  expect(layout([...minusOne, ...zigzag, ...float, ...double])).toEqual([
    '1: 18446744073709551615  int64 -1',
    '2: 3  sint64 -2',
    '3: 1065353216  float 1',
    '4: 4607182418800017408  double 1',
  ]);
});

test('reads groups', () => {
  expect(layout([0x0b, 0x10, 0x01, 0x0c])).toEqual(['1: {', '  2: 1', '}']);
});

test('refuses what is no message', () => {
  expect(layout([])).toBeUndefined();
  expect(layout([0x08])).toBeUndefined();
  expect(layout([0x00, 0x01])).toBeUndefined();
  expect(layout([0x0a, 0x05, 0x01])).toBeUndefined();
  expect(layout([0x0b, 0x10, 0x01])).toBeUndefined();
  expect(layout([0x0b, 0x14])).toBeUndefined();
  expect(layout(Array.from({ length: 11 }, () => 0xff))).toBeUndefined();
});

test('throws at no bytes, and stays bounded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const tree = protobufLines(bytes);
      expect(tree?.lines.length ?? 0).toBeLessThanOrEqual(maxLines);
    }),
    { numRuns: 500 },
  );
});

test('reads messages within messages down to a depth, and stops there', () => {
  let bytes: number[] = [0x08, 0xff, 0x01];
  for (let depth = 0; depth < 40; depth += 1) {
    bytes = [0x0a, bytes.length, ...bytes];
    if (bytes.length > 120) break;
  }
  const tree = protobufLines(Uint8Array.from(bytes));
  expect(Math.max(...(tree?.lines ?? []).map(({ depth }) => depth))).toBeLessThanOrEqual(24);
});

test('gives up on more fields than can be shown, and on deep groups, without an error', () => {
  expect(
    layout(Array.from({ length: 60_000 }, (_, index) => (index % 2 === 0 ? 0x08 : 0x01))),
  ).toBe(undefined);
  expect(layout(Array.from({ length: 50_000 }, () => 0x0b))).toBeUndefined();
});
