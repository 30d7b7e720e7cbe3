import { Buffer } from 'node:buffer';
import { type Codec, compress, decompress } from '@weir/core';
import { readFlights } from '../../../harness/flights.ts';
import type { MicroCase } from '../micro-case.ts';

const plainBytes = 64 * 1024;
const codecs: readonly Codec[] = ['gzip', 'zstd'];

/** Compression of 64 KiB of JSON: real flights. */
export const compressionCases: readonly MicroCase[] = codecs.flatMap((codec) => [
  {
    id: `compress-${codec}`,
    what: `compress 64 KiB of JSON, ${codec}`,
    unit: 'batches',
    operationsPerRun: 1,
    prepare() {
      const plain = plainJson();
      return { run: () => compress(codec, plain) };
    },
  },
  {
    id: `decompress-${codec}`,
    what: `decompress 64 KiB of JSON, ${codec}`,
    unit: 'batches',
    operationsPerRun: 1,
    prepare() {
      const compressed = compress(codec, plainJson());
      return { run: () => decompress(codec, compressed, plainBytes) };
    },
  },
]);

function plainJson(): Buffer {
  const lines = readFlights().map(({ value }) => value);
  return Buffer.from(lines.join('\n')).subarray(0, plainBytes);
}
