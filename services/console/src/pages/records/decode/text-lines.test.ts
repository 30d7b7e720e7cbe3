import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../any-text.fixture.ts';
import { textLines } from './text-lines.ts';
import { maxLines } from './tree-line.ts';

function lines(text: string): string[] {
  const { starts, ends } = textLines(text);
  return starts.map((start, index) => text.slice(start, ends[index]));
}

test('cuts at the ends of lines, of both kinds', () => {
  expect(lines('a\nb\r\n\nc')).toEqual(['a', 'b', '', 'c']);
});

test('breaks long lines, but not within a character', () => {
  const text = `${'x'.repeat(399)}👋${'y'.repeat(10)}`;
  expect(lines(text)).toEqual([`${'x'.repeat(399)}👋`, 'y'.repeat(10)]);
});

test('loses nothing but the ends of lines', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anyText(900), fc.constantFrom('\n', '\r\n', '\r'))), (parts) => {
      const text = parts.join('');
      expect(lines(text).join('')).toBe(text.replaceAll(/\r?\n/g, ''));
    }),
  );
});

test('holds at most so many lines', () => {
  const { starts, isCut } = textLines('\n'.repeat(maxLines + 10));
  expect(starts).toHaveLength(maxLines);
  expect(isCut).toBe(true);
});
