import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';

import { ProtobufReader } from './protobuf-reader.ts';
import {
  int64Size,
  tagOf,
  varintSize,
  wireType,
  writeFixed32,
  writeFixed64,
  writeInt64,
  writeVarint,
  zigzag,
} from './protobuf-writer.ts';
import { WeirError } from './weir-error.ts';

const natural = fc.oneof(fc.maxSafeNat(), fc.nat(), fc.nat(300));
const integer = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: -300, max: 300 }));
const edges = [0, 1, 127, 128, 2 ** 28, 2 ** 31, 2 ** 32, 2 ** 35 - 1, 2 ** 49, 2 ** 53 - 1];

function oracle(write: (writer: protobuf.Writer) => protobuf.Writer): Buffer {
  return Buffer.from(write(protobuf.Writer.create()).finish());
}

describe('writes the bytes that protobufjs writes', () => {
  test('for varints', () => {
    fc.assert(
      fc.property(natural, (value) => {
        const buffer = Buffer.alloc(10);
        const end = writeVarint(buffer, 0, value);
        expect(end).toBe(varintSize(value));
        expect(buffer.subarray(0, end)).toStrictEqual(oracle((writer) => writer.uint64(value)));
        expect(new ProtobufReader(buffer).readVarint()).toBe(value);
      }),
      { examples: edges.map((value) => [value]) },
    );
  });

  test('for int64, negative ones in ten bytes', () => {
    fc.assert(
      fc.property(integer, (value) => {
        const buffer = Buffer.alloc(10);
        const end = writeInt64(buffer, 0, value);
        expect(end).toBe(int64Size(value));
        expect(buffer.subarray(0, end)).toStrictEqual(oracle((writer) => writer.int64(value)));
        expect(new ProtobufReader(buffer).readInt64()).toBe(value);
        expect(new ProtobufReader(buffer).readRoundedInt64()).toBe(value);
      }),
      { examples: edges.flatMap((value) => [[value], [0 - value]]) },
    );
  });

  test('for fixed64 and fixed32', () => {
    fc.assert(
      fc.property(natural, (value) => {
        const buffer = Buffer.alloc(12);
        const low = value % 2 ** 32;
        expect(writeFixed32(buffer, writeFixed64(buffer, 0, value), low)).toBe(12);
        expect(buffer).toStrictEqual(oracle((writer) => writer.fixed64(value).fixed32(low)));
        const reader = new ProtobufReader(buffer);
        expect([reader.readFixed64(), reader.readFixed32()]).toStrictEqual([value, low]);
      }),
      { examples: edges.map((value) => [value]) },
    );
  });

  test('for zigzag numbers up to 2^52', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 52) + 1, max: 2 ** 52 - 1 }), (value) => {
        const buffer = Buffer.alloc(10);
        const end = writeVarint(buffer, 0, zigzag(value));
        expect(buffer.subarray(0, end)).toStrictEqual(oracle((writer) => writer.sint64(value)));
      }),
    );
  });
});

test('reads zigzag numbers over the whole safe range', () => {
  fc.assert(
    fc.property(integer, (value) => {
      const bytes = oracle((writer) => writer.sint64(value));
      expect(new ProtobufReader(bytes).readSint64()).toBe(value);
    }),
    { examples: edges.flatMap((value) => [[value], [0 - value]]) },
  );
});

test('reads a varint that was padded to ten bytes', () => {
  const padded = Buffer.from('81808080808080808000', 'hex');

  expect(new ProtobufReader(padded).readVarint()).toBe(1);
  expect(new ProtobufReader(padded).readInt64()).toBe(1);
});

describe('refuses', () => {
  const cases: readonly (readonly [string, string, (reader: ProtobufReader) => unknown])[] = [
    ['a varint beyond 2^53−1', '8080808080808010', (reader) => reader.readVarint()],
    ['an int64 beyond 2^53−1', '8080808080808010', (reader) => reader.readInt64()],
    ['an int64 below −2^53+1', 'ffffffffffffffef8001', (reader) => reader.readInt64()],
    ['a sint64 beyond 2^53−1', 'feffffffffffffffff01', (reader) => reader.readSint64()],
    ['a fixed64 beyond 2^53−1', '0000000000002000', (reader) => reader.readFixed64()],
    ['a varint of eleven bytes', '8080808080808080808001', (reader) => reader.readVarint()],
    ['an int64 of eleven bytes', '8080808080808080808001', (reader) => reader.readInt64()],
    ['an unfinished varint', '80', (reader) => reader.readVarint()],
    ['a short fixed32', '000000', (reader) => reader.readFixed32()],
    ['a short fixed64', '00000000000000', (reader) => reader.readFixed64()],
    ['bytes that are not there', '0501020304', (reader) => reader.readBytes()],
    ['a length beyond the end', '0501020304', (reader) => reader.readLength()],
    ['a string that is not there', '0501020304', (reader) => reader.readString()],
    ['field number 0', '00', (reader) => reader.readTag()],
    ['a tag beyond 32 bits', '8080808010', (reader) => reader.readTag()],
    ['nothing at all', '', (reader) => reader.readTag()],
  ];

  test.each(cases)('%s', (_name, hex, read) => {
    const reader = new ProtobufReader(Buffer.from(hex, 'hex'), 'CORRUPT_BATCH');

    expect(() => read(reader)).toThrow(expect.objectContaining({ code: 'CORRUPT_BATCH' }));
  });

  test.each([3, 4, 6, 7])('wire type %i', (type) => {
    const reader = new ProtobufReader(Buffer.from([0]));

    expect(() => {
      reader.skip(tagOf(20, type));
    }).toThrow(`Field 20 has unknown wire type ${type}, at byte 0`);
  });
});

test('reads and skips fields of every type within its stretch', () => {
  const message = oracle((writer) =>
    writer
      .uint32(tagOf(1, wireType.varint))
      .int64(-1)
      .uint32(tagOf(2, wireType.fixed64))
      .fixed64(5)
      .uint32(tagOf(3, wireType.bytes))
      .string('Grüße')
      .uint32(tagOf(4, wireType.fixed32))
      .fixed32(6),
  );
  const around = Buffer.concat([Buffer.from('xx'), message, Buffer.from('yy')]);
  const reader = new ProtobufReader(around, 'INVALID_REQUEST', 2, around.length - 2);
  const fieldNumbers: number[] = [];
  while (!reader.isAtEnd) {
    const tag = reader.readTag();
    fieldNumbers.push(tag >>> 3);
    if (tag === tagOf(3, wireType.bytes)) expect(reader.readString()).toBe('Grüße');
    else reader.skip(tag);
  }

  expect(fieldNumbers).toStrictEqual([1, 2, 3, 4]);
  expect(reader.position).toBe(around.length - 2);
});

test('gives bytes as a view, not a copy', () => {
  const buffer = Buffer.from([2, 7, 8]);
  const view = new ProtobufReader(buffer).readBytes();
  buffer[1] = 9;

  expect(view).toStrictEqual(Buffer.from([9, 8]));
});

test('never leaves its stretch nor throws anything but its error, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const buffer = Buffer.concat([bytes, Buffer.alloc(32, 0x01)]);
      const reader = new ProtobufReader(buffer, 'CORRUPT_BATCH', 0, bytes.length);
      try {
        while (!reader.isAtEnd) reader.skip(reader.readTag());
      } catch (error) {
        expect(error).toBeInstanceOf(WeirError);
      }
      expect(reader.position).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 2000 },
  );
});
