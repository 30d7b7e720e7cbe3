import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

function linesOf(chunks: readonly Buffer[], maxLineBytes = 1_000): (string | undefined)[] {
  const splitter = new LineSplitter(maxLineBytes);
  const lines = [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
  return lines.map((line) => line?.toString('latin1'));
}

function textLines(...chunks: string[]): (string | undefined)[] {
  return linesOf(chunks.map((chunk) => Buffer.from(chunk, 'latin1')));
}

describe('LineSplitter', () => {
  it('joins lines over chunks and takes a last one without an end', () => {
    expect(textLines('on', 'e\ntwo\r\n\nthr', 'ee')).toEqual(['one', 'two', '', 'three']);
    expect(textLines('one\n')).toEqual(['one']);
    expect(textLines('one\r', '\ntwo')).toEqual(['one', 'two']);
    expect(textLines('')).toEqual([]);
  });

  it('keeps bytes that are not text', () => {
    expect(textLines('\xff\0\n\xfe')).toEqual(['\xff\0', '\xfe']);
  });

  it('finds the same lines however the bytes are cut', () => {
    const anyText = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\xff'), maxLength: 60 });
    fc.assert(
      fc.property(anyText, fc.array(fc.nat({ max: 60 })), (text, cuts) => {
        const bytes = Buffer.from(text, 'latin1');
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
        const expected = text === '' || text.endsWith('\n') ? lines.slice(0, -1) : lines;
        expect(linesOf(chunks)).toEqual(expected);
      }),
    );
  });

  it('passes over a line beyond the limit, however it is cut', () => {
    const bytes = Buffer.from('1234\n12345\n1234\r\n12345');
    const expected = ['1234', undefined, '1234', undefined];
    expect(linesOf([bytes], 4)).toEqual(expected);
    expect(
      linesOf(
        [...bytes].map((byte) => Buffer.from([byte])),
        4,
      ),
    ).toEqual(expected);
  });
});
