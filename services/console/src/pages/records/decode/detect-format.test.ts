import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../any-text.fixture.ts';
import { detectFormat } from './detect-format.ts';
import { previewField } from './preview-field.ts';

const text = (value: string | null) => ({ text: value, isBase64: false });
const bytes = (...values: readonly number[]) => ({
  ...{ text: Buffer.from(values).toString('base64'), isBase64: true },
});

test('tells JSON, text, protobuf and other bytes apart', () => {
  expect(detectFormat(text('{"a":1}'))).toBe('json');
  expect(detectFormat(text('{"a":1'))).toBe('text');
  expect(detectFormat(text('Grüße\n'))).toBe('text');
  expect(detectFormat(bytes(0x08, 0x96, 0x01))).toBe('protobuf');
  // UTF-8 by chance.
  expect(detectFormat(text('\n\u0002hi'))).toBe('protobuf');
  expect(detectFormat(text('\u0000\u0001'))).toBe('hex');
  expect(detectFormat(bytes(0xff, 0x00))).toBe('hex');
});

test('previews null, empty, text and bytes differently', () => {
  expect(previewField(text(null)).kind).toBe('none');
  expect(previewField(text('')).kind).toBe('empty');
  expect(previewField(text('a\n  b'))).toEqual({ kind: 'text', text: 'a b' });
  expect(previewField(bytes(0xff, 0x00))).toEqual({ kind: 'binary', text: 'ff 00' });
});

test('previews only the beginning, and throws at nothing', () => {
  fc.assert(
    fc.property(anyText(3_000), fc.boolean(), (any, isBase64) => {
      expect(previewField({ text: any, isBase64 }).text.length).toBeLessThanOrEqual(300);
      expect(() => detectFormat({ text: any, isBase64 })).not.toThrow();
    }),
  );
});
