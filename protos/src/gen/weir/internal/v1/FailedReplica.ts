// From weir/internal/v1/node_registry.proto

import type { Long } from '@grpc/proto-loader';

export interface FailedReplicaInput {
  'topicId'?: (string);
  'partition'?: (number);
  /**
   * For people.
   */
  'reason'?: (string);
  /**
   * damaged, disk_error, disk_full, database or broken_rule.
   */
  'kind'?: (string);
  'failedAtMs'?: (number | string | Long);
  /**
   * It answers promises all the same; unclean, but for a full disk.
   */
  'canPromise'?: (boolean);
}

export interface FailedReplica {
  'topicId': (string);
  'partition': (number);
  /**
   * For people.
   */
  'reason': (string);
  /**
   * damaged, disk_error, disk_full, database or broken_rule.
   */
  'kind': (string);
  'failedAtMs': (number);
  /**
   * It answers promises all the same; unclean, but for a full disk.
   */
  'canPromise': (boolean);
}
