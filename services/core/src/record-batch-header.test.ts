import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  anyBatch,
  field,
  sample,
  sampleFields,
  sampleParts,
  toMessage,
  withLastOffset,
} from '../test/record-batch-samples.ts';
import { recordBatchProto } from '../test/record-proto.ts';
import { noProducerId } from './brand.ts';
import { wireType } from './protobuf-writer.ts';
import { decodeRecordBatch, encodeRecordBatch, verifyCrc } from './record-batch-header.ts';
import {
  codecNumber,
  maxRecordBatchHeaderSize,
  recordBatchHeaderSize,
  timestampTypeNumber,
} from './record-batch-layout.ts';

describe('against protobufjs', () => {
  test('what we encode, it decodes', () => {
    fc.assert(
      fc.property(anyBatch, ({ fields, records }) => {
        const message = recordBatchProto.decode(encodeRecordBatch(fields, records));
        expect(recordBatchProto.toObject(message, { longs: Number })).toStrictEqual({
          ...fields,
          codec: codecNumber[fields.codec],
          timestampType: timestampTypeNumber[fields.timestampType],
          records,
        });
      }),
    );
  });

  test('what it encodes, we decode', () => {
    fc.assert(
      fc.property(anyBatch, ({ fields, records }) => {
        const bytes = recordBatchProto.encode(toMessage(fields, records)).finish();
        const batch = decodeRecordBatch(Buffer.from(bytes));
        expect(batch.header).toStrictEqual(withLastOffset(fields));
        expect(batch.records).toStrictEqual(records);
      }),
    );
  });

  test('our bytes are its bytes when it writes zeros too', () => {
    fc.assert(
      fc.property(anyBatch, ({ fields, records }) => {
        const message = {
          ...fields,
          codec: codecNumber[fields.codec],
          timestampType: timestampTypeNumber[fields.timestampType],
          records,
        };
        const bytes = recordBatchProto.encode(message).finish();
        expect(encodeRecordBatch(fields, records)).toStrictEqual(Buffer.from(bytes));
      }),
    );
  });
});

test('decodes what it encodes, in the canonical layout', () => {
  fc.assert(
    fc.property(anyBatch, ({ fields, records }) => {
      expect(decodeRecordBatch(encodeRecordBatch(fields, records))).toStrictEqual({
        header: withLastOffset(fields),
        records,
        isCanonical: true,
      });
    }),
  );
});

test('knows the size of its header beforehand, and its bound', () => {
  fc.assert(
    fc.property(anyBatch, ({ fields, records }) => {
      const headerSize = encodeRecordBatch(fields, records).length - records.length;
      expect(recordBatchHeaderSize(fields, records.length)).toBe(headerSize);
      expect(headerSize).toBeLessThanOrEqual(maxRecordBatchHeaderSize);
    }),
  );
});

test('gives the payload as a view, not a copy', () => {
  const buffer = encodeRecordBatch(sampleFields, sample);
  const { records } = decodeRecordBatch(buffer);
  buffer[buffer.length - 1] = 0x21;

  expect(records.toString()).toBe('payloa!');
});

describe('another layout', () => {
  test('may have its fields in any order', () => {
    const canonical = encodeRecordBatch(sampleFields, sample);
    fc.assert(
      fc.property(fc.shuffledSubarray(sampleParts(), { minLength: 13 }), (parts) => {
        const batch = decodeRecordBatch(Buffer.concat(parts));
        expect(batch.header).toStrictEqual(withLastOffset(sampleFields));
        expect(batch.records).toStrictEqual(sample);
        expect(batch.isCanonical).toBe(Buffer.concat(parts).equals(canonical));
      }),
    );
  });

  test('may have fields of a later version', () => {
    const later = [
      field(13, wireType.varint, 0x80, 0x01),
      field(14, wireType.bytes, 3, 1, 2, 3),
      Buffer.from([0xa1, 0x01, 1, 2, 3, 4, 5, 6, 7, 8]),
      Buffer.from([0xa5, 0x01, 1, 2, 3, 4]),
    ];
    for (const [at, ...fields] of [
      [0, ...later],
      [12, field(13, wireType.varint, 1)],
    ] as const) {
      const batch = decodeRecordBatch(Buffer.concat(sampleParts().toSpliced(at, 0, ...fields)));
      expect(batch.header).toStrictEqual(withLastOffset(sampleFields));
      expect(batch.isCanonical).toBe(false);
    }
  });

  test('may name a field twice: the last one counts, and it cannot be stamped', () => {
    const parts = sampleParts();
    const baseOffset = field(1, wireType.fixed64, 9, 0, 0, 0, 0, 0, 0, 0);
    const leaderEpoch = field(2, wireType.fixed32, 9, 0, 0, 0);
    for (const [at, again] of [
      [parts.length, baseOffset],
      [2, baseOffset],
      [1, baseOffset],
      [2, leaderEpoch],
    ] as const) {
      const { header, isCanonical } = decodeRecordBatch(
        Buffer.concat(parts.toSpliced(at, 0, again)),
      );
      expect(again === baseOffset ? header.baseOffset : header.leaderEpoch).toBe(9);
      expect(isCanonical).toBe(false);
    }
  });

  test('may leave codec and timestamp type out, or say unspecified', () => {
    const fields = { ...sampleFields, codec: 'none', timestampType: 'CreateTime' } as const;
    for (const unspecified of [{}, { codec: 0, timestampType: 0 }]) {
      const { codec: _codec, timestampType: _type, ...rest } = toMessage(fields, sample);
      const bytes = recordBatchProto.encode({ ...rest, ...unspecified }).finish();
      expect(decodeRecordBatch(Buffer.from(bytes)).header).toStrictEqual(withLastOffset(fields));
    }
  });

  test('may say −1 for no producer, as in Kafka', () => {
    const none = { producerId: -1, producerEpoch: -1, baseSequence: -1 };
    const bytes = recordBatchProto.encode({ ...toMessage(sampleFields, sample), ...none }).finish();

    expect(decodeRecordBatch(Buffer.from(bytes)).header).toMatchObject({
      producerId: noProducerId,
      producerEpoch: 0,
      baseSequence: 0,
    });
  });
});

describe('the checksum', () => {
  test('holds for the payload as it is', () => {
    expect(() => {
      verifyCrc(decodeRecordBatch(encodeRecordBatch(sampleFields, sample)));
    }).not.toThrow();
  });

  test('fails for any flipped bit of the payload, naming both values', () => {
    const buffer = encodeRecordBatch(sampleFields, sample);
    for (let bit = 0; bit < sample.length * 8; bit += 1) {
      const flipped = Buffer.from(buffer);
      const at = buffer.length - 1 - (bit >>> 3);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7));
      expect(() => {
        verifyCrc(decodeRecordBatch(flipped));
      }).toThrow(/^Records have crc32 \d+, the batch says \d+$/);
    }
  });
});

test('never encodes a batch without records', () => {
  expect(() => encodeRecordBatch({ ...sampleFields, recordCount: 0 }, sample)).toThrow(
    'a record batch has records',
  );
  expect(() => encodeRecordBatch(sampleFields, Buffer.alloc(0))).toThrow(
    'a record batch has records',
  );
});
