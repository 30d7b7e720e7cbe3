// From weir/internal/v1/replica.proto


/**
 * A replica set and how many of it make a commit.
 */
export interface ReplicaSetInput {
  /**
   * Node ids, the preferred leader first.
   */
  'replicas'?: (number)[];
  'minInsyncReplicas'?: (number);
}

/**
 * A replica set and how many of it make a commit.
 */
export interface ReplicaSet {
  /**
   * Node ids, the preferred leader first.
   */
  'replicas': (number)[];
  'minInsyncReplicas': (number);
}
