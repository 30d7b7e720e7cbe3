import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { field, sample, sampleFields, sampleParts } from '../test/record-batch-samples.ts';
import { wireType } from './protobuf-writer.ts';
import { decodeRecordBatch, encodeRecordBatch, type RecordBatch } from './record-batch-header.ts';

describe('a malformed batch is corrupt', () => {
  const parts = sampleParts();

  test('when it is cut short anywhere', () => {
    const buffer = encodeRecordBatch(sampleFields, sample);
    for (let length = 0; length < buffer.length; length += 1) {
      expect(() => decodeRecordBatch(buffer.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'CORRUPT_BATCH' }),
      );
    }
  });

  test.each([
    ['no records', field(15, wireType.bytes, 0), 'Batch has no records'],
    ['a record count of 0', field(4, wireType.varint, 0), 'Record count 0 is outside 1 to'],
    ['an unknown timestamp type', field(8, wireType.varint, 9), 'Timestamp type 9 is not known'],
    ['a max before its base timestamp', field(7, wireType.varint, 1), 'Max timestamp 1 is before'],
    ['a base offset beyond 2^53−1', field(1, 1, 0, 0, 0, 0, 0, 0, 0, 1), 'beyond 2^53−1'],
    [
      'a last offset beyond 2^53−1',
      field(1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0),
      'Last offset is beyond 2^53−1',
    ],
    [
      'a negative producer epoch',
      field(10, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1),
      'Producer epoch -1 is outside 0 to 2147483647',
    ],
    [
      'a base sequence beyond an int32',
      field(11, 0, 0x80, 0x80, 0x80, 0x80, 8),
      'Base sequence 2147483648 is outside 0 to 2147483647',
    ],
    ['a known field of another type', field(4, wireType.fixed32, 0, 0, 0, 0), 'Field 4 has the'],
    ['a group', field(13, 3), 'Field 13 has unknown wire type 3'],
  ])('with %s', (_name, part, message) => {
    expect(() => decodeRecordBatch(Buffer.concat([...parts, part]))).toThrow(
      expect.objectContaining({
        code: 'CORRUPT_BATCH',
        message: expect.stringContaining(message) as unknown,
      }),
    );
  });

  test('or of a later version, when only its codec is unknown', () => {
    const buffer = Buffer.concat([...parts, field(5, wireType.varint, 4)]);

    expect(() => decodeRecordBatch(buffer)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_COMPRESSION', message: 'Codec 4 is not known' }),
    );
  });

  test('whatever the garbage: a typed error, or a batch that hangs together', () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .tuple(fc.nat(encodeRecordBatch(sampleFields, sample).length - 1), fc.nat(255))
        .map(([at, byte]) => {
          const buffer = encodeRecordBatch(sampleFields, sample);
          buffer[at] = byte;
          return buffer;
        }),
    );
    fc.assert(
      fc.property(garbage, (bytes) => {
        const result = tryDecode(Buffer.from(bytes));
        if (typeof result === 'string') {
          expect(['CORRUPT_BATCH', 'UNSUPPORTED_COMPRESSION']).toContain(result);
        } else {
          expect(result.records.length).toBeGreaterThan(0);
          expect(result.header.lastOffset).toBeGreaterThanOrEqual(result.header.baseOffset);
          expect(encodeRecordBatch(result.header, result.records)).toBeInstanceOf(Buffer);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

function tryDecode(buffer: Buffer): RecordBatch | string {
  try {
    return decodeRecordBatch(buffer);
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
