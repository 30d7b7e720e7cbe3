import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { Buffer } from 'node:buffer';

import { WeirError } from './weir-error.ts';

/** How the payload of a record batch is compressed. */
export type Codec = 'none' | 'gzip' | 'zstd';

/** All codecs, for config and help texts. */
export const codecs = ['none', 'gzip', 'zstd'] as const satisfies readonly Codec[];

const gzipAsync = promisify(zlib.gzip);
const zstdAsync = promisify(zlib.zstdCompress);

/** Compresses on the calling thread: for what is small, up to some 64 KiB. */
export function compress(codec: Codec, data: Buffer): Buffer {
  switch (codec) {
    case 'none':
      return data;
    case 'gzip':
      return zlib.gzipSync(data);
    case 'zstd':
      return zlib.zstdCompressSync(data);
  }
}

/** Compresses on the thread pool. `data` must not change meanwhile. */
export async function compressAsync(codec: Codec, data: Buffer): Promise<Buffer> {
  switch (codec) {
    case 'none':
      return data;
    case 'gzip':
      return gzipAsync(data);
    case 'zstd':
      return zstdAsync(data);
  }
}

/**
 * Decompresses into at most `maxBytes`.
 *
 * Throws `RECORD_BATCH_TOO_LARGE` beyond, `CORRUPT_BATCH` for what the codec refuses.
 */
export function decompress(codec: Codec, data: Buffer, maxBytes: number): Buffer {
  try {
    return inflate(codec, data, maxBytes);
  } catch (error) {
    throw toDecompressError(error, codec, maxBytes);
  }
}

function inflate(codec: Codec, data: Buffer, maxBytes: number): Buffer {
  switch (codec) {
    case 'none':
      return data;
    case 'gzip':
      return zlib.gunzipSync(data, { maxOutputLength: maxBytes });
    case 'zstd':
      return zlib.zstdDecompressSync(data, { maxOutputLength: maxBytes });
  }
}

function toDecompressError(error: unknown, codec: Codec, maxBytes: number): WeirError {
  const isTooLarge =
    error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
  return isTooLarge
    ? new WeirError('RECORD_BATCH_TOO_LARGE', `Records decompress to more than ${maxBytes} bytes`, {
        cause: error,
      })
    : new WeirError('CORRUPT_BATCH', `Records do not decompress as ${codec}`, { cause: error });
}
