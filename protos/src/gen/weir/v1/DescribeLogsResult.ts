// From weir/v1/log.proto

import type { PartitionErrorInput as _weir_v1_PartitionErrorInput, PartitionError as _weir_v1_PartitionError } from '../../weir/v1/PartitionError.ts';
import type { FollowerLogInput as _weir_v1_FollowerLogInput, FollowerLog as _weir_v1_FollowerLog } from '../../weir/v1/FollowerLog.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * As the leader sees it.
 */
export interface DescribeLogsResultInput {
  'topicId'?: (string);
  'partition'?: (number);
  'error'?: (_weir_v1_PartitionErrorInput | null);
  'leaderEpoch'?: (number);
  'logStartOffset'?: (number | string | Long);
  /**
   * Exclusive.
   */
  'highWatermark'?: (number | string | Long);
  /**
   * Exclusive.
   */
  'logEndOffset'?: (number | string | Long);
  /**
   * On the leader's disk.
   */
  'logBytes'?: (number | string | Long);
  'segments'?: (number);
  /**
   * In order of node_id.
   */
  'followers'?: (_weir_v1_FollowerLogInput)[];
}

/**
 * As the leader sees it.
 */
export interface DescribeLogsResult {
  'topicId': (string);
  'partition': (number);
  'error': (_weir_v1_PartitionError | null);
  'leaderEpoch': (number);
  'logStartOffset': (number);
  /**
   * Exclusive.
   */
  'highWatermark': (number);
  /**
   * Exclusive.
   */
  'logEndOffset': (number);
  /**
   * On the leader's disk.
   */
  'logBytes': (number);
  'segments': (number);
  /**
   * In order of node_id.
   */
  'followers': (_weir_v1_FollowerLog)[];
}
