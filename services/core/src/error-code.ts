/**
 * What a caller may do about an error. Decided here once, never at the call site.
 *
 *   - `retry`: the same request to the same place, after a back-off, until the caller's deadline.
 *   - `refresh-metadata`: learn the current leader, controller or coordinator first, then retry.
 *   - `rejoin`: the session is void; join the group or register the node anew.
 *   - `give-up`: repeating the request cannot help; tell the caller.
 */
export type Recovery = 'retry' | 'refresh-metadata' | 'rejoin' | 'give-up';

/** Every error that may cross a process boundary. Names follow the Kafka protocol. */
export const recoveryByErrorCode = {
  // General.

  /** The server met a fault that it cannot name; its log has the cause. */
  UNKNOWN_SERVER_ERROR: 'give-up',
  /** A field of the request is missing or outside its limits. */
  INVALID_REQUEST: 'give-up',
  /** No answer within the deadline; whether the request took effect is unknown. */
  REQUEST_TIMED_OUT: 'retry',
  /** The caller withdrew the request; whether it took effect is unknown. */
  CANCELLED: 'give-up',
  /** The peer does not speak this call or this version of it. */
  UNSUPPORTED_VERSION: 'give-up',
  /** The peer cannot be reached: refused, reset, or no route. */
  UNAVAILABLE: 'retry',
  /** The peer is draining; what it led or owned is being handed over. */
  SHUTTING_DOWN: 'refresh-metadata',
  /** A bounded queue, table or memory budget of the peer is full. */
  RESOURCE_EXHAUSTED: 'retry',
  /** The principal is over its quota. */
  THROTTLING_QUOTA_EXCEEDED: 'retry',

  // Who may do what.

  /** No credentials, or ones that are wrong, expired or revoked. */
  AUTHENTICATION_FAILED: 'give-up',
  /** The principal may not do this with the topic. */
  TOPIC_AUTHORIZATION_FAILED: 'give-up',
  /** The principal may not do this with the group. */
  GROUP_AUTHORIZATION_FAILED: 'give-up',
  /** The principal may not do this with the cluster, or with what only services of it may call. */
  CLUSTER_AUTHORIZATION_FAILED: 'give-up',
  /** There is no API key with this id. */
  API_KEY_NOT_FOUND: 'give-up',

  // Topics and their configuration.

  /** The topic or partition does not exist, or the peer has not heard of it yet. */
  UNKNOWN_TOPIC_OR_PARTITION: 'refresh-metadata',
  /** A topic of this name exists. */
  TOPIC_ALREADY_EXISTS: 'give-up',
  /** The topic name breaks the naming rules, or is internal. */
  INVALID_TOPIC: 'give-up',
  /** The number of partitions is outside its limits, or would shrink. */
  INVALID_PARTITIONS: 'give-up',
  /** The replication factor is outside its limits, or larger than the number of nodes. */
  INVALID_REPLICATION_FACTOR: 'give-up',
  /** A replica assignment names unknown or repeated nodes, or has uneven lengths. */
  INVALID_REPLICA_ASSIGNMENT: 'give-up',
  /** One or more config entries are unknown or outside their limits; the message lists all. */
  INVALID_CONFIG: 'give-up',
  /** A policy of the cluster refuses the request. */
  POLICY_VIOLATION: 'give-up',

  // Leadership and replication.

  /** The node does not lead this partition, or holds no replica of it. */
  NOT_LEADER_OR_FOLLOWER: 'refresh-metadata',
  /** The caller's leader epoch is older than the node's. */
  FENCED_LEADER_EPOCH: 'refresh-metadata',
  /** The caller's leader epoch is newer than the node's, which is about to learn of it. */
  UNKNOWN_LEADER_EPOCH: 'retry',
  /** The partition has no leader at this moment. */
  LEADER_NOT_AVAILABLE: 'refresh-metadata',
  /** The replica asked for is not on this node, or not ready. */
  REPLICA_NOT_AVAILABLE: 'refresh-metadata',
  /** Fewer than `min.insync.replicas` are in sync; nothing was appended. */
  NOT_ENOUGH_REPLICAS: 'retry',
  /** Appended by the leader, then the in-sync set fell below `min.insync.replicas`. */
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'retry',
  /** The preferred leader already leads. */
  ELECTION_NOT_NEEDED: 'give-up',
  /** The preferred leader is down or not in sync. */
  PREFERRED_LEADER_NOT_AVAILABLE: 'retry',
  /** Too few replicas that may vote answered; nobody can lead yet. */
  ELIGIBLE_LEADERS_NOT_AVAILABLE: 'retry',
  /** There is no reassignment to cancel or to report. */
  NO_REASSIGNMENT_IN_PROGRESS: 'give-up',
  /** The partition is being reassigned; wait for it or cancel it. */
  REASSIGNMENT_IN_PROGRESS: 'give-up',

  // Records and offsets.

  /** The offset is below the log start or above the log end; metadata has both. */
  OFFSET_OUT_OF_RANGE: 'give-up',
  /** A new leader does not know its high watermark yet. */
  OFFSET_NOT_AVAILABLE: 'retry',
  /** The log lost records below the consumer's position in an unclean election. */
  TRUNCATED_LOG: 'give-up',
  /** A record batch whose bytes do not parse or do not match their checksum. */
  CORRUPT_BATCH: 'give-up',
  /** A record batch above `max.message.bytes`, or above the reader's limit once decompressed. */
  RECORD_BATCH_TOO_LARGE: 'give-up',
  /** A well-formed record that its topic refuses. */
  INVALID_RECORD: 'give-up',
  /** A record timestamp outside its limits. */
  INVALID_TIMESTAMP: 'give-up',
  /** A codec that this version does not know. */
  UNSUPPORTED_COMPRESSION: 'give-up',

  // Idempotent producers.

  /** The batch's base sequence does not follow the last one of its producer: one is missing. */
  OUT_OF_ORDER_SEQUENCE: 'give-up',
  /** The batch was appended before, too long ago to answer with its offset. */
  DUPLICATE_SEQUENCE: 'give-up',
  /** A newer instance of this named producer has registered. */
  INVALID_PRODUCER_EPOCH: 'give-up',
  /** The partition holds no state of this producer, whose first sequence should be 0. */
  UNKNOWN_PRODUCER_ID: 'give-up',
  /** An earlier instance of this named producer appended after its last offset was read: read it again. */
  PRODUCER_STATE_CHANGED: 'give-up',
  /** Client side: the delivery deadline passed before an acknowledgement came. */
  DELIVERY_TIMED_OUT: 'give-up',
  /** Client side: the producer's buffer is full. */
  BUFFER_EXHAUSTED: 'retry',

  // Controller, nodes, metadata store.

  /** This controller is not the active one; metadata may hint at the one that is. */
  NOT_CONTROLLER: 'refresh-metadata',
  /** The fencing token is older than one already seen: another controller has taken over. */
  STALE_CONTROLLER_TOKEN: 'give-up',
  /** A live node with another data directory has registered this node id. */
  NODE_ID_IN_USE: 'give-up',
  /** A later registration of this node exists; register again before anything else. */
  STALE_NODE_EPOCH: 'rejoin',
  /** The controller does not know this node, or has forgotten it. */
  NODE_ID_NOT_REGISTERED: 'rejoin',
  /** The node's data directory belongs to another cluster. */
  INCONSISTENT_CLUSTER_ID: 'give-up',
  /** Another process has this data directory open. */
  DATA_DIRECTORY_IN_USE: 'give-up',
  /** The node's disk failed under this partition; another replica may lead. */
  STORAGE_ERROR: 'refresh-metadata',
  /** The node's disk is full; writes resume when space returns. */
  STORAGE_FULL: 'retry',
  /** The metadata store does not answer. */
  STORE_UNAVAILABLE: 'retry',
  /** The metadata store has seen a newer fencing token than ours. */
  STORE_FENCED: 'give-up',
  /** A compare-and-set lost to a concurrent write; read again and retry. */
  STORE_CONFLICT: 'retry',

  // Groups.

  /** This coordinator does not own the group's shard; metadata may hint at the owner. */
  NOT_COORDINATOR: 'refresh-metadata',
  /** Nobody owns the group's shard at this moment. */
  COORDINATOR_NOT_AVAILABLE: 'retry',
  /** The coordinator is loading the shard. */
  COORDINATOR_LOAD_IN_PROGRESS: 'retry',
  /** The group does not know this member: it left, or was fenced. */
  UNKNOWN_MEMBER_ID: 'rejoin',
  /** The member's epoch was fenced; its partitions are no longer its own. */
  FENCED_MEMBER_EPOCH: 'rejoin',
  /** The member's epoch is behind the group's; it has missed an assignment. */
  STALE_MEMBER_EPOCH: 'rejoin',
  /** Another member has taken over this instance id. */
  FENCED_INSTANCE_ID: 'give-up',
  /** A live member holds this instance id. */
  UNRELEASED_INSTANCE_ID: 'give-up',
  /** The partition is on its way to another member. */
  REBALANCE_IN_PROGRESS: 'rejoin',
  /** No group of this id. */
  GROUP_ID_NOT_FOUND: 'give-up',
  /** The group has members, so it cannot be deleted or reset without force. */
  NON_EMPTY_GROUP: 'give-up',
  /** The group id breaks the naming rules. */
  INVALID_GROUP_ID: 'give-up',
  /** No assignor of this name. */
  UNSUPPORTED_ASSIGNOR: 'give-up',
  /** The group has as many members as it may have. */
  GROUP_MAX_SIZE_REACHED: 'give-up',
  /** The metadata text committed with an offset is too long. */
  OFFSET_METADATA_TOO_LARGE: 'give-up',
} as const satisfies Record<string, Recovery>;

/** A name from the closed table of operating errors. */
export type ErrorCode = keyof typeof recoveryByErrorCode;

/** Whether `name`, read from the wire, is a code of this version's table. */
export function isErrorCode(name: string): name is ErrorCode {
  return Object.hasOwn(recoveryByErrorCode, name);
}
