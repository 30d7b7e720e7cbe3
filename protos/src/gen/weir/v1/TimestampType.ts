// From weir/v1/record.proto

/**
 * Who set the timestamps of a record batch.
 */
export const TimestampType = {
  /**
   * Read as TIMESTAMP_TYPE_CREATE_TIME.
   */
  TIMESTAMP_TYPE_UNSPECIFIED: 'TIMESTAMP_TYPE_UNSPECIFIED',
  /**
   * The producer.
   */
  TIMESTAMP_TYPE_CREATE_TIME: 'TIMESTAMP_TYPE_CREATE_TIME',
  /**
   * The leader, when it appended the batch.
   */
  TIMESTAMP_TYPE_LOG_APPEND_TIME: 'TIMESTAMP_TYPE_LOG_APPEND_TIME',
} as const;

/**
 * Who set the timestamps of a record batch.
 */
export type TimestampTypeInput =
  /**
   * Read as TIMESTAMP_TYPE_CREATE_TIME.
   */
  | 'TIMESTAMP_TYPE_UNSPECIFIED'
  | 0
  /**
   * The producer.
   */
  | 'TIMESTAMP_TYPE_CREATE_TIME'
  | 1
  /**
   * The leader, when it appended the batch.
   */
  | 'TIMESTAMP_TYPE_LOG_APPEND_TIME'
  | 2

/**
 * Who set the timestamps of a record batch.
 */
export type TimestampType = typeof TimestampType[keyof typeof TimestampType]
