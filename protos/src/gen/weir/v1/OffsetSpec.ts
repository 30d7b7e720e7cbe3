// From weir/v1/log.proto

export const OffsetSpec = {
  OFFSET_SPEC_UNSPECIFIED: 'OFFSET_SPEC_UNSPECIFIED',
  /**
   * The log start offset.
   */
  OFFSET_SPEC_EARLIEST: 'OFFSET_SPEC_EARLIEST',
  /**
   * The high watermark.
   */
  OFFSET_SPEC_LATEST: 'OFFSET_SPEC_LATEST',
  /**
   * The first record at or after timestamp_ms.
   */
  OFFSET_SPEC_TIMESTAMP: 'OFFSET_SPEC_TIMESTAMP',
  /**
   * The record with the largest timestamp.
   */
  OFFSET_SPEC_MAX_TIMESTAMP: 'OFFSET_SPEC_MAX_TIMESTAMP',
} as const;

export type OffsetSpecInput =
  | 'OFFSET_SPEC_UNSPECIFIED'
  | 0
  /**
   * The log start offset.
   */
  | 'OFFSET_SPEC_EARLIEST'
  | 1
  /**
   * The high watermark.
   */
  | 'OFFSET_SPEC_LATEST'
  | 2
  /**
   * The first record at or after timestamp_ms.
   */
  | 'OFFSET_SPEC_TIMESTAMP'
  | 3
  /**
   * The record with the largest timestamp.
   */
  | 'OFFSET_SPEC_MAX_TIMESTAMP'
  | 4

export type OffsetSpec = typeof OffsetSpec[keyof typeof OffsetSpec]
