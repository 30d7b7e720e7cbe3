// From weir/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

/**
 * What a storage node reported in its last heartbeat.
 */
export interface NodeStatusInput {
  'nodeId'?: (number);
  'replicas'?: (number | string | Long);
  'leaders'?: (number | string | Long);
  'logBytes'?: (number | string | Long);
  /**
   * Left on the volume of the data directory.
   */
  'freeBytes'?: (number | string | Long);
  /**
   * Set aside for damage or a failing disk.
   */
  'failedReplicas'?: (number | string | Long);
  'version'?: (string);
  'decommissioning'?: (boolean);
  /**
   * By the cluster's metadata; 0: the node can be stopped and removed.
   */
  'assignedReplicas'?: (number);
  /**
   * Why replicas stay, empty when they move.
   */
  'decommissionBlockedReason'?: (string);
  /**
   * By SetNodeDrain.
   */
  'draining'?: (boolean);
  /**
   * Since the node was started: take the difference of two answers by that of their reported_at_ms.
   */
  'appendedRecords'?: (number | string | Long);
  /**
   * By leaders.
   */
  'appendedBytes'?: (number | string | Long);
  /**
   * To consumers.
   */
  'sentBytes'?: (number | string | Long);
  /**
   * Unix time in milliseconds.
   */
  'startedAtMs'?: (number | string | Long);
  /**
   * When the heartbeat came.
   */
  'reportedAtMs'?: (number | string | Long);
}

/**
 * What a storage node reported in its last heartbeat.
 */
export interface NodeStatus {
  'nodeId': (number);
  'replicas': (number);
  'leaders': (number);
  'logBytes': (number);
  /**
   * Left on the volume of the data directory.
   */
  'freeBytes': (number);
  /**
   * Set aside for damage or a failing disk.
   */
  'failedReplicas': (number);
  'version': (string);
  'decommissioning': (boolean);
  /**
   * By the cluster's metadata; 0: the node can be stopped and removed.
   */
  'assignedReplicas': (number);
  /**
   * Why replicas stay, empty when they move.
   */
  'decommissionBlockedReason': (string);
  /**
   * By SetNodeDrain.
   */
  'draining': (boolean);
  /**
   * Since the node was started: take the difference of two answers by that of their reported_at_ms.
   */
  'appendedRecords': (number);
  /**
   * By leaders.
   */
  'appendedBytes': (number);
  /**
   * To consumers.
   */
  'sentBytes': (number);
  /**
   * Unix time in milliseconds.
   */
  'startedAtMs': (number);
  /**
   * When the heartbeat came.
   */
  'reportedAtMs': (number);
}
