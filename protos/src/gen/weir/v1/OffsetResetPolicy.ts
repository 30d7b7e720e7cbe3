// From weir/v1/messaging.proto

export const OffsetResetPolicy = {
  /**
   * NONE.
   */
  OFFSET_RESET_POLICY_UNSPECIFIED: 'OFFSET_RESET_POLICY_UNSPECIFIED',
  /**
   * The stream ends with OFFSET_OUT_OF_RANGE or TRUNCATED_LOG.
   */
  OFFSET_RESET_POLICY_NONE: 'OFFSET_RESET_POLICY_NONE',
  OFFSET_RESET_POLICY_EARLIEST: 'OFFSET_RESET_POLICY_EARLIEST',
  OFFSET_RESET_POLICY_LATEST: 'OFFSET_RESET_POLICY_LATEST',
} as const;

export type OffsetResetPolicyInput =
  /**
   * NONE.
   */
  | 'OFFSET_RESET_POLICY_UNSPECIFIED'
  | 0
  /**
   * The stream ends with OFFSET_OUT_OF_RANGE or TRUNCATED_LOG.
   */
  | 'OFFSET_RESET_POLICY_NONE'
  | 1
  | 'OFFSET_RESET_POLICY_EARLIEST'
  | 2
  | 'OFFSET_RESET_POLICY_LATEST'
  | 3

export type OffsetResetPolicy = typeof OffsetResetPolicy[keyof typeof OffsetResetPolicy]
