// From weir/v1/messaging.proto

export const StartFrom = {
  START_FROM_UNSPECIFIED: 'START_FROM_UNSPECIFIED',
  START_FROM_EARLIEST: 'START_FROM_EARLIEST',
  START_FROM_LATEST: 'START_FROM_LATEST',
  /**
   * The first record at or after `start_timestamp_ms`.
   */
  START_FROM_TIMESTAMP: 'START_FROM_TIMESTAMP',
} as const;

export type StartFromInput =
  | 'START_FROM_UNSPECIFIED'
  | 0
  | 'START_FROM_EARLIEST'
  | 1
  | 'START_FROM_LATEST'
  | 2
  /**
   * The first record at or after `start_timestamp_ms`.
   */
  | 'START_FROM_TIMESTAMP'
  | 3

export type StartFrom = typeof StartFrom[keyof typeof StartFrom]
