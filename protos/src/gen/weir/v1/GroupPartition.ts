// From weir/v1/group.proto

import type { Long } from '@grpc/proto-loader';

export interface GroupPartitionInput {
  'topicId'?: (string);
  'topic'?: (string);
  'partition'?: (number);
  /**
   * Empty: nobody reads it.
   */
  'memberId'?: (string);
  'committedOffset'?: (number | string | Long);
  /**
   * Absent when the leader did not answer.
   */
  'logStartOffset'?: (number | string | Long);
  'highWatermark'?: (number | string | Long);
  /**
   * Records between the committed offset and the high watermark.
   */
  'lag'?: (number | string | Long);
  'metadata'?: (string);
  /**
   * Of its member, as last told.
   */
  'position'?: (number | string | Long);
  /**
   * For how long the record at the committed offset has been there; 0 without lag.
   */
  'lagMs'?: (number | string | Long);
  /**
   * Records, over the last seconds.
   */
  'appendedPerSecond'?: (number | string);
  /**
   * Likewise, by committed offsets or positions.
   */
  'consumedPerSecond'?: (number | string);
  /**
   * Assigned, records beyond its position, and nothing taken for stuck.consumer.ms.
   */
  'isStuck'?: (boolean);
  /**
   * For how long.
   */
  'stuckMs'?: (number | string | Long);
  /**
   * Unix milliseconds.
   */
  'committedAtMs'?: (number | string | Long);
  '_committedOffset'?: "committedOffset";
  '_logStartOffset'?: "logStartOffset";
  '_highWatermark'?: "highWatermark";
  '_lag'?: "lag";
  '_position'?: "position";
  '_lagMs'?: "lagMs";
  '_appendedPerSecond'?: "appendedPerSecond";
  '_consumedPerSecond'?: "consumedPerSecond";
  '_stuckMs'?: "stuckMs";
  '_committedAtMs'?: "committedAtMs";
}

export interface GroupPartition {
  'topicId': (string);
  'topic': (string);
  'partition': (number);
  /**
   * Empty: nobody reads it.
   */
  'memberId': (string);
  'committedOffset'?: (number);
  /**
   * Absent when the leader did not answer.
   */
  'logStartOffset'?: (number);
  'highWatermark'?: (number);
  /**
   * Records between the committed offset and the high watermark.
   */
  'lag'?: (number);
  'metadata': (string);
  /**
   * Of its member, as last told.
   */
  'position'?: (number);
  /**
   * For how long the record at the committed offset has been there; 0 without lag.
   */
  'lagMs'?: (number);
  /**
   * Records, over the last seconds.
   */
  'appendedPerSecond'?: (number);
  /**
   * Likewise, by committed offsets or positions.
   */
  'consumedPerSecond'?: (number);
  /**
   * Assigned, records beyond its position, and nothing taken for stuck.consumer.ms.
   */
  'isStuck': (boolean);
  /**
   * For how long.
   */
  'stuckMs'?: (number);
  /**
   * Unix milliseconds.
   */
  'committedAtMs'?: (number);
  '_committedOffset'?: "committedOffset";
  '_logStartOffset'?: "logStartOffset";
  '_highWatermark'?: "highWatermark";
  '_lag'?: "lag";
  '_position'?: "position";
  '_lagMs'?: "lagMs";
  '_appendedPerSecond'?: "appendedPerSecond";
  '_consumedPerSecond'?: "consumedPerSecond";
  '_stuckMs'?: "stuckMs";
  '_committedAtMs'?: "committedAtMs";
}
