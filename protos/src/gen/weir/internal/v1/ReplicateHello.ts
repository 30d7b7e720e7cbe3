// From weir/internal/v1/replication.proto


export interface ReplicateHelloInput {
  'nodeId'?: (number);
  /**
   * Fresh at each start of the follower's process.
   */
  'incarnation'?: (string);
  'clusterId'?: (string);
}

export interface ReplicateHello {
  'nodeId': (number);
  /**
   * Fresh at each start of the follower's process.
   */
  'incarnation': (string);
  'clusterId': (string);
}
