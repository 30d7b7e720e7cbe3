import { Buffer } from 'node:buffer';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { codecs, compress, compressAsync, decompress } from './compression.ts';

const mebibyte = 1024 * 1024;

describe.each(codecs)('%s', (codec) => {
  test('gives back what it was given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        const data = Buffer.from(bytes);
        expect(decompress(codec, compress(codec, data), mebibyte)).toStrictEqual(data);
        expect(decompress(codec, await compressAsync(codec, data), mebibyte)).toStrictEqual(data);
      }),
      { numRuns: 30 },
    );
  });
});

describe.each(['gzip', 'zstd'] as const)('%s', (codec) => {
  const packed = compress(codec, Buffer.alloc(mebibyte));

  test('decompresses up to the limit, and not a byte beyond', () => {
    expect(packed.length).toBeLessThan(2000);
    expect(decompress(codec, packed, mebibyte)).toHaveLength(mebibyte);
    expect(() => decompress(codec, packed, mebibyte - 1)).toThrow(
      expect.objectContaining({
        code: 'RECORD_BATCH_TOO_LARGE',
        message: 'Records decompress to more than 1048575 bytes',
      }),
    );
  });

  test.each([0, 1, 5, packed.length - 1])('calls its first %i bytes corrupt', (length) => {
    expect(() => decompress(codec, packed.subarray(0, length), mebibyte)).toThrow(
      expect.objectContaining({ code: 'CORRUPT_BATCH' }),
    );
  });

  test('calls other bytes corrupt', () => {
    expect(() => decompress(codec, Buffer.from('not compressed'), mebibyte)).toThrow(
      `Records do not decompress as ${codec}`,
    );
  });
});
