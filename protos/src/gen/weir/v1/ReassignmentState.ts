// From weir/v1/admin.proto

export const ReassignmentState = {
  REASSIGNMENT_STATE_UNSPECIFIED: 'REASSIGNMENT_STATE_UNSPECIFIED',
  /**
   * Others are moved first.
   */
  REASSIGNMENT_STATE_QUEUED: 'REASSIGNMENT_STATE_QUEUED',
  /**
   * For a leader or a node; `reason` says for which.
   */
  REASSIGNMENT_STATE_WAITING: 'REASSIGNMENT_STATE_WAITING',
  /**
   * New replicas fetch the log.
   */
  REASSIGNMENT_STATE_COPYING: 'REASSIGNMENT_STATE_COPYING',
  /**
   * The new replica set is being committed; it cannot be cancelled.
   */
  REASSIGNMENT_STATE_SWITCHING: 'REASSIGNMENT_STATE_SWITCHING',
} as const;

export type ReassignmentStateInput =
  | 'REASSIGNMENT_STATE_UNSPECIFIED'
  | 0
  /**
   * Others are moved first.
   */
  | 'REASSIGNMENT_STATE_QUEUED'
  | 1
  /**
   * For a leader or a node; `reason` says for which.
   */
  | 'REASSIGNMENT_STATE_WAITING'
  | 2
  /**
   * New replicas fetch the log.
   */
  | 'REASSIGNMENT_STATE_COPYING'
  | 3
  /**
   * The new replica set is being committed; it cannot be cancelled.
   */
  | 'REASSIGNMENT_STATE_SWITCHING'
  | 4

export type ReassignmentState = typeof ReassignmentState[keyof typeof ReassignmentState]
