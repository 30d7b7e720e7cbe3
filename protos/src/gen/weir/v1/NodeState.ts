// From weir/v1/metadata.proto

export const NodeState = {
  NODE_STATE_UNSPECIFIED: 'NODE_STATE_UNSPECIFIED',
  NODE_STATE_ALIVE: 'NODE_STATE_ALIVE',
  /**
   * Registered once, not answering now.
   */
  NODE_STATE_DEAD: 'NODE_STATE_DEAD',
  /**
   * Hands its leaderships over and takes no new ones.
   */
  NODE_STATE_STOPPING: 'NODE_STATE_STOPPING',
} as const;

export type NodeStateInput =
  | 'NODE_STATE_UNSPECIFIED'
  | 0
  | 'NODE_STATE_ALIVE'
  | 1
  /**
   * Registered once, not answering now.
   */
  | 'NODE_STATE_DEAD'
  | 2
  /**
   * Hands its leaderships over and takes no new ones.
   */
  | 'NODE_STATE_STOPPING'
  | 3

export type NodeState = typeof NodeState[keyof typeof NodeState]
