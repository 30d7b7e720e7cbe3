import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Smaller files gain nothing. */
const minBytes = 1_024;

/** The highest, 11, takes ten times as long for some 7 %. */
const brotliQuality = 9;

/** Puts `.gz` and `.br` beside each text file of the build, for servers that send them as they are. */
export function precompress(): Plugin {
  return {
    name: 'weir-precompress',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [fileName, output] of Object.entries(bundle)) {
          if (!/\.(?:js|css|html|svg)$/.test(fileName)) continue;
          const bytes = Buffer.from(output.type === 'chunk' ? output.code : output.source);
          if (bytes.length < minBytes) continue;
          this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: gzip(bytes) });
          this.emitFile({ type: 'asset', fileName: `${fileName}.br`, source: brotli(bytes) });
        }
      },
    },
  };
}

function gzip(bytes: Buffer): Buffer {
  return gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
}

function brotli(bytes: Buffer): Buffer {
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality },
  });
}
