// From weir/v1/record.proto

/**
 * How the payload of a record batch is compressed.
 */
export const Codec = {
  /**
   * Read as CODEC_NONE.
   */
  CODEC_UNSPECIFIED: 'CODEC_UNSPECIFIED',
  CODEC_NONE: 'CODEC_NONE',
  CODEC_GZIP: 'CODEC_GZIP',
  CODEC_ZSTD: 'CODEC_ZSTD',
} as const;

/**
 * How the payload of a record batch is compressed.
 */
export type CodecInput =
  /**
   * Read as CODEC_NONE.
   */
  | 'CODEC_UNSPECIFIED'
  | 0
  | 'CODEC_NONE'
  | 1
  | 'CODEC_GZIP'
  | 2
  | 'CODEC_ZSTD'
  | 3

/**
 * How the payload of a record batch is compressed.
 */
export type Codec = typeof Codec[keyof typeof Codec]
