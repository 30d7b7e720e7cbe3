// From weir/internal/v1/node_registry.proto


export interface CoordinatorSessionRequestInput {
  'coordinatorId'?: (string);
  'address'?: (string);
  /**
   * Whole list, in the first message and whenever it changed.
   */
  'shards'?: (number)[];
  'isStopping'?: (boolean);
  /**
   * The controller makes __weir_offsets if there is none.
   */
  'needsOffsetsTopic'?: (boolean);
}

export interface CoordinatorSessionRequest {
  'coordinatorId': (string);
  'address': (string);
  /**
   * Whole list, in the first message and whenever it changed.
   */
  'shards': (number)[];
  'isStopping': (boolean);
  /**
   * The controller makes __weir_offsets if there is none.
   */
  'needsOffsetsTopic': (boolean);
}
