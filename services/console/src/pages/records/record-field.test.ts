import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from './any-text.fixture.ts';
import { bytesOfBase64, fieldBytes, fieldSize } from './record-field.ts';
import { parseRecordId, recordId } from './record-json.ts';

test('gives the bytes of base64 of either alphabet, and tells their number without them', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const field = { text: Buffer.from(bytes).toString('base64'), isBase64: true };
      expect([...fieldBytes(field)]).toEqual([...bytes]);
      expect(fieldSize(field)).toBe(bytes.length);
      const other = Buffer.from(bytes).toString('base64url');
      expect([...(bytesOfBase64(other) ?? [])]).toEqual([...bytes]);
    }),
  );
});

test('counts bytes of text, not characters', () => {
  expect(fieldSize({ text: 'é👋', isBase64: false })).toBe(6);
  expect(fieldSize({ text: null, isBase64: false })).toBe(0);
});

test('throws at no text that should be base64', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(() => fieldBytes({ text, isBase64: true })).not.toThrow();
    }),
  );
});

test('names a record by its partition and offset, and reads that name', () => {
  expect(parseRecordId(recordId({ partition: 2, offset: 1041 }))).toEqual({
    ...{ partition: 2, offset: 1041 },
  });
  expect(parseRecordId('2')).toBeUndefined();
  expect(parseRecordId('-1-2')).toBeUndefined();
});
