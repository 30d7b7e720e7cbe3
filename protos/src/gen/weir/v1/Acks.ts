// From weir/v1/log.proto

export const Acks = {
  /**
   * Read as ACKS_ALL.
   */
  ACKS_UNSPECIFIED: 'ACKS_UNSPECIFIED',
  /**
   * Kafka's acks=0: answered when the request was read.
   */
  ACKS_NONE: 'ACKS_NONE',
  /**
   * acks=1: answered when the leader has appended it.
   */
  ACKS_LEADER: 'ACKS_LEADER',
  /**
   * acks=all: answered when it is committed.
   */
  ACKS_ALL: 'ACKS_ALL',
} as const;

export type AcksInput =
  /**
   * Read as ACKS_ALL.
   */
  | 'ACKS_UNSPECIFIED'
  | 0
  /**
   * Kafka's acks=0: answered when the request was read.
   */
  | 'ACKS_NONE'
  | 1
  /**
   * acks=1: answered when the leader has appended it.
   */
  | 'ACKS_LEADER'
  | 2
  /**
   * acks=all: answered when it is committed.
   */
  | 'ACKS_ALL'
  | 3

export type Acks = typeof Acks[keyof typeof Acks]
