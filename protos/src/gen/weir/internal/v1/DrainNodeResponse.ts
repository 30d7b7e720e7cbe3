// From weir/internal/v1/node_registry.proto


export interface DrainNodeResponseInput {
  'remainingLeaders'?: (number);
  /**
   * For people. Not empty: it is not the node's turn, nothing was done.
   */
  'blockedBy'?: (string);
  /**
   * Partitions that fall below min.insync.replicas without this node, however long it waits:
   * min.insync.replicas is as large as their replication factor.
   */
  'unguardedPartitions'?: (number);
}

export interface DrainNodeResponse {
  'remainingLeaders': (number);
  /**
   * For people. Not empty: it is not the node's turn, nothing was done.
   */
  'blockedBy': (string);
  /**
   * Partitions that fall below min.insync.replicas without this node, however long it waits:
   * min.insync.replicas is as large as their replication factor.
   */
  'unguardedPartitions': (number);
}
