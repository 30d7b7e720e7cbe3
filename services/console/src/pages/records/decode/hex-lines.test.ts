import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Line, base64LineCount, base64Of, hexLine, hexLineCount } from './hex-lines.ts';

test('shows position, bytes and letters', () => {
  const bytes = Uint8Array.from(Buffer.from('0123456789abcdef\u0000~'));
  expect(hexLineCount(bytes.length)).toBe(2);
  expect(hexLine(bytes, 0)).toBe(
    '00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef',
  );
  expect(hexLine(bytes, 1)).toBe(`00000010  00 7e${' '.repeat(45)}·~`);
});

test('writes base64 as everybody does, in one piece and in lines', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000, size: 'max' }), (bytes) => {
      const expected = Buffer.from(bytes).toString('base64');
      expect(base64Of(bytes)).toBe(expected);
      const lines = Array.from({ length: base64LineCount(bytes.length) }, (_, line) =>
        base64Line(bytes, line),
      );
      expect(lines.join('')).toBe(expected);
    }),
    { numRuns: 50 },
  );
});
