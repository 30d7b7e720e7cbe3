// From weir/internal/v1/node_registry.proto


export interface CoordinatorSessionRequestInput {
  'coordinatorId'?: (string);
  'address'?: (string);
  /**
   * Whole list, in the first message and whenever it changed.
   */
  'shards'?: (number)[];
  'isStopping'?: (boolean);
}

export interface CoordinatorSessionRequest {
  'coordinatorId': (string);
  'address': (string);
  /**
   * Whole list, in the first message and whenever it changed.
   */
  'shards': (number)[];
  'isStopping': (boolean);
}
