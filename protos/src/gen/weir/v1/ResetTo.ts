// From weir/v1/group.proto

export const ResetTo = {
  RESET_TO_UNSPECIFIED: 'RESET_TO_UNSPECIFIED',
  RESET_TO_EARLIEST: 'RESET_TO_EARLIEST',
  RESET_TO_LATEST: 'RESET_TO_LATEST',
  /**
   * `value` is the offset.
   */
  RESET_TO_OFFSET: 'RESET_TO_OFFSET',
  /**
   * `value` is Unix milliseconds.
   */
  RESET_TO_TIMESTAMP: 'RESET_TO_TIMESTAMP',
  /**
   * `value` is milliseconds before now.
   */
  RESET_TO_DURATION: 'RESET_TO_DURATION',
  /**
   * `value` is added to the committed offset.
   */
  RESET_TO_SHIFT: 'RESET_TO_SHIFT',
} as const;

export type ResetToInput =
  | 'RESET_TO_UNSPECIFIED'
  | 0
  | 'RESET_TO_EARLIEST'
  | 1
  | 'RESET_TO_LATEST'
  | 2
  /**
   * `value` is the offset.
   */
  | 'RESET_TO_OFFSET'
  | 3
  /**
   * `value` is Unix milliseconds.
   */
  | 'RESET_TO_TIMESTAMP'
  | 4
  /**
   * `value` is milliseconds before now.
   */
  | 'RESET_TO_DURATION'
  | 5
  /**
   * `value` is added to the committed offset.
   */
  | 'RESET_TO_SHIFT'
  | 6

export type ResetTo = typeof ResetTo[keyof typeof ResetTo]
