// From weir/v1/metadata.proto


/**
 * A coordinator and the group shards that it holds.
 */
export interface CoordinatorInput {
  'coordinatorId'?: (string);
  'address'?: (string);
  'shards'?: (number)[];
}

/**
 * A coordinator and the group shards that it holds.
 */
export interface Coordinator {
  'coordinatorId': (string);
  'address': (string);
  'shards': (number)[];
}
