// From weir/v1/group.proto

export const GroupState = {
  GROUP_STATE_UNSPECIFIED: 'GROUP_STATE_UNSPECIFIED',
  /**
   * Committed offsets, no members.
   */
  GROUP_STATE_EMPTY: 'GROUP_STATE_EMPTY',
  /**
   * Some member has not reached its target yet.
   */
  GROUP_STATE_RECONCILING: 'GROUP_STATE_RECONCILING',
  GROUP_STATE_STABLE: 'GROUP_STATE_STABLE',
} as const;

export type GroupStateInput =
  | 'GROUP_STATE_UNSPECIFIED'
  | 0
  /**
   * Committed offsets, no members.
   */
  | 'GROUP_STATE_EMPTY'
  | 1
  /**
   * Some member has not reached its target yet.
   */
  | 'GROUP_STATE_RECONCILING'
  | 2
  | 'GROUP_STATE_STABLE'
  | 3

export type GroupState = typeof GroupState[keyof typeof GroupState]
