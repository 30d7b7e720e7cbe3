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
  '_committedOffset'?: "committedOffset";
  '_logStartOffset'?: "logStartOffset";
  '_highWatermark'?: "highWatermark";
  '_lag'?: "lag";
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
  '_committedOffset'?: "committedOffset";
  '_logStartOffset'?: "logStartOffset";
  '_highWatermark'?: "highWatermark";
  '_lag'?: "lag";
}
